import { ON_DEFAULT_BRIDGE, always, inContainers, modeBecomes, seenFrom } from './alter.ts';
import { type AnyFault, apiFault, hostFault } from './fault.ts';

const eachVeth = 'for veth in $(ls /sys/class/net/docker0/brif)';

export const structure: readonly AnyFault[] = [
  apiFault({
    name: 'the default network is none',
    breaks: ['default-bridge'],
    chapters: ['structure', 'bridge', 'names', 'publish', 'expose', 'none', 'host', 'dns'],
    request: modeBecomes(ON_DEFAULT_BRIDGE, 'none'),
  }),
  apiFault({
    name: 'only a container with `--network bridge` is on the default bridge',
    breaks: ['default-bridge'],
    // others use `--network bridge`, too
    chapters: ['structure', 'publish', 'expose'],
    request: modeBecomes('default', 'none'),
  }),
  hostFault({
    name: 'docker0 has no address',
    breaks: ['docker0-address'],
    script: always('ip address flush dev docker0'),
  }),
  hostFault({
    name: 'docker0 is down',
    breaks: ['docker0-peers', 'docker0-traffic'],
    // their controls are answered by a container on docker0
    unclear: ['none.isolated', 'bridge.alias-needs-user-defined'],
    chapters: ['structure', 'bridge', 'names', 'publish', 'expose', 'none', 'dns'],
    script: always('ip link set docker0 down'),
  }),
  hostFault({
    name: 'veths are detached from docker0',
    breaks: ['docker0-peers', 'docker0-traffic', 'veth'],
    chapters: ['structure', 'names', 'publish', 'expose', 'dns'],
    script: always(`${eachVeth}; do ip link set $veth nomaster; done`),
  }),
  hostFault({
    name: 'containers on docker0 are isolated from each other',
    breaks: ['docker0-peers'],
    script: always(`${eachVeth}; do ip link set $veth type bridge_slave isolated on; done`),
  }),
  hostFault({
    name: 'containers on docker0 see another client address',
    breaks: ['peer-address'],
    chapters: ['structure'],
    script: seenFrom('10.9.9.9'),
  }),
  hostFault({
    name: 'containers have a second address',
    mustFail: ['structure.container-interfaces'],
    script: always(inContainers('ip address add 192.0.2.77/32 dev eth0')),
  }),
  hostFault({
    name: 'containers have a second interface, which is down',
    mustFail: ['structure.container-interfaces'],
    script: always(
      inContainers(
        'ip link show eth0 >/dev/null && { ip link show extra0 >/dev/null || ip link add extra0 type veth peer name extra1; }',
      ),
    ),
  }),
  hostFault({
    name: 'containers on docker0 have another default route',
    // replies to what comes from beyond the bridge take the default route
    breaks: ['docker0-route'],
    script: always(
      inContainers(
        'gw=$(ip route | sed -n "s/^default via 172.17.0.1 .*/172.17.0.254/p"); [ -z "$gw" ] || ip route replace default via $gw',
      ),
    ),
  }),
];
