import { always } from './alter.ts';
import { type AnyFault, ignoredOption, labFault } from './fault.ts';

/** Commands that run while the engine of a host is stopped: fixtures/engine/inside.sh removes this file then. */
const whileStopped = (commands: string): string => always(`[ -e /run/engine.pid ] || { ${commands}; }`);

/** Faults of engines that restart, and of their options. */
export const engineRestarts: readonly AnyFault[] = [
  labFault({
    name: 'restart policies are forgotten',
    mustFail: ['lifecycle.engine-restart-networks', 'lifecycle.engine-restart-containers', 'lifecycle.engine-killed'],
    script: always('docker update --restart no $(docker ps --quiet --filter "name=-(web|client|inside)$")'),
  }),
  labFault({
    name: 'networks are lost when the engine restarts',
    mustFail: ['lifecycle.engine-restart-networks', 'lifecycle.engine-restart-containers', 'lifecycle.engine-killed'],
    script: whileStopped('rm -rf /var/lib/docker/network/files'),
  }),
  ignoredOption('--live-restore', { mustFail: ['lifecycle.live-restore', 'lifecycle.live-restore-names'] }),
  ignoredOption('--default-address-pool', { mustFail: ['addresses.custom-pools', 'addresses.pools-exhausted'] }),
  ignoredOption('--fixed-cidr', { mustFail: ['addresses.default-bridge-options'] }),
  ignoredOption('--ip', { mustFail: ['publish.daemon-ip'] }),
  ignoredOption('--ipv6', { mustFail: ['ipv6.default-bridge'] }),
  ignoredOption('--mtu', { mustFail: ['mtu.engine'] }),
  ignoredOption('--default-network-opt', { mustFail: ['publish.default-network-opts', 'mtu.default-network-opts'] }),
];
