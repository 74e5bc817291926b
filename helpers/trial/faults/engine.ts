import { always } from './alter.ts';
import { type AnyFault, ignoredOption, labFault } from './fault.ts';

/** Commands that run while the engine of a host is stopped: fixtures/engine/inside.sh removes this file then. */
const whileStopped = (commands: string): string => always(`[ -e /run/engine.pid ] || { ${commands}; }`);

export const engine: readonly AnyFault[] = [
  labFault({
    name: 'restart policies are forgotten',
    mustFail: ['engine.restart-networks', 'engine.restart-containers', 'engine.killed'],
    script: always('docker update --restart no $(docker ps --quiet --filter "name=-(web|client|inside)$")'),
  }),
  labFault({
    name: 'networks are lost when the engine restarts',
    mustFail: ['engine.restart-networks', 'engine.restart-containers', 'engine.killed'],
    script: whileStopped('rm -rf /var/lib/docker/network/files'),
  }),
  ignoredOption('--live-restore', { mustFail: ['engine.live-restore', 'engine.live-restore-names'] }),
  ignoredOption('--default-address-pool', { mustFail: ['engine.address-pools', 'engine.address-pools-exhausted'] }),
  ignoredOption('--fixed-cidr', { mustFail: ['engine.default-bridge-addresses'] }),
  ignoredOption('--ip', { mustFail: ['engine.default-bridge-host-address'] }),
  ignoredOption('--ipv6', { mustFail: ['engine.default-bridge-ipv6'] }),
  ignoredOption('--mtu', { mustFail: ['engine.default-bridge-mtu'] }),
  ignoredOption('--default-network-opt', {
    mustFail: ['engine.network-options-host-address', 'engine.network-options-mtu'],
  }),
];
