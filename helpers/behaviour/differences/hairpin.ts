import type { Difference } from './difference.ts';
import {
  anyDatagram,
  anyPage,
  isolatesPortsAtTimes,
  podmanIsolatesPorts,
  podmanOwnPort,
  rootlessGateway,
  withoutUserlandProxy,
} from './repeated.ts';

/** The userland proxy of a UDP port, for clients in containers of the host. */
const proxyRepliesFromGateway = (id: string, from: string): Difference => ({
  id,
  engine: 'docker',
  versions: '<28',
  unless: 'userland-proxy=false',
  instead:
    "the userland proxy replies from a different address than the one requested, unless that is the client's gateway",
  seen: [{ request: `from ${from}: ${anyDatagram}`, observed: 'timed out' }],
  evidence: 'https://github.com/moby/moby/pull/48571',
});

/** Netavark before 1.6 forwards only packets that are addressed to [::]. */
const literalWildcard = (id: string, from: string): Difference => ({
  id,
  engine: 'podman',
  versions: '4.3.x',
  instead: 'a connection to a port published on [::] times out',
  seen: [{ request: `from ${from}: GET http://[*`, observed: 'timed out', times: 2 }],
  evidence: 'https://github.com/containers/netavark/pull/638',
});

export const hairpin: readonly Difference[] = [
  // at the host's address on its LAN, they answer
  ...['', '-udp'].flatMap((over) =>
    Object.entries({ peer: 'peer', itself: 'server', 'other-network': 'outsider' }).map(([which, client]) =>
      rootlessGateway(`hairpin.${which}${over}`, { [client]: 1 }, over === '' ? anyPage : anyDatagram),
    ),
  ),
  rootlessGateway('hairpin.peer-ipv6', { peer: 2 }),
  rootlessGateway('hairpin.itself-ipv6', { server: 2 }),
  rootlessGateway('hairpin.other-network-ipv6', { outsider: 2 }),
  withoutUserlandProxy('hairpin.other-network', { outsider: 2 }),
  withoutUserlandProxy('hairpin.other-network-udp', { outsider: 2 }, anyDatagram),
  proxyRepliesFromGateway('hairpin.peer-udp', 'peer'),
  proxyRepliesFromGateway('hairpin.itself-udp', 'server'),
  proxyRepliesFromGateway('hairpin.other-network-udp', 'outsider'),
  podmanOwnPort('hairpin.itself', { server: 2 }),
  podmanOwnPort('hairpin.itself-udp', { server: 2 }, anyDatagram),
  literalWildcard('hairpin.peer-ipv6', 'peer'),
  literalWildcard('hairpin.itself-ipv6', 'server'),
  literalWildcard('hairpin.other-network-ipv6', 'outsider'),
  { ...podmanOwnPort('hairpin.itself-ipv6', { server: 2 }), versions: '>=5.4' },
  podmanIsolatesPorts('hairpin.other-network-ipv6', 'outsider', anyPage, { versions: '>=5.4', times: 2 }),
  podmanIsolatesPorts('hairpin.other-network', 'outsider', anyPage, { versions: '>=5.4', times: 2 }),
  podmanIsolatesPorts('hairpin.other-network', 'outsider', anyPage, {
    versions: '4.3.x',
    flaky: isolatesPortsAtTimes,
    times: 'any',
  }),
  podmanIsolatesPorts('hairpin.other-network-udp', 'outsider', anyDatagram, { versions: '>=5.4', times: 2 }),
  podmanIsolatesPorts('hairpin.other-network-udp', 'outsider', anyDatagram, {
    versions: '4.3.x',
    flaky: isolatesPortsAtTimes,
    times: 'any',
  }),
];
