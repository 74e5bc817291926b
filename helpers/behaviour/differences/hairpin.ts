import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';
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
const literalWildcard = (id: string, from: string, request: string): Difference => ({
  id,
  engine: 'podman',
  versions: '4.3.x',
  instead: 'a request to a port published on [::] times out',
  seen: [{ request: `from ${from}: ${request}`, observed: 'timed out', times: 2 }],
  evidence: 'https://github.com/containers/netavark/pull/638',
});

/** Up to 26, the userland proxy alone forwards over IPv6. */
const noProxyOverIpv6 = (id: string, from: string, request: string): Difference => ({
  id,
  engine: 'docker',
  versions: '<27',
  option: 'userland-proxy=false',
  instead: 'the engine installs no IPv6 firewall rules, and without the userland proxy nothing is forwarded',
  seen: [{ request: `from ${from}: ${request}`, observed: 'timed out', times: 2 }],
  evidence: evidence.dockerIpv6,
});

/** The same of the UDP port that a container on the default bridge publishes beside a TCP port. */
const onDefaultBridge = (difference: Difference, observed: string): Difference => ({
  ...difference,
  seen: [...difference.seen, { request: `from onDefault: ${anyDatagram}`, observed }],
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
  rootlessGateway('hairpin.peer-udp-ipv6', { peer: 2 }, anyDatagram),
  rootlessGateway('hairpin.itself-udp-ipv6', { server: 2 }, anyDatagram),
  rootlessGateway('hairpin.other-network-udp-ipv6', { outsider: 2 }, anyDatagram),
  onDefaultBridge(rootlessGateway('hairpin.default-bridge', { onDefault: 1 }), 'refused'),
  ...Object.entries({ peer: 'peer', itself: 'server', 'other-network': 'outsider' }).flatMap(([which, client]) => [
    noProxyOverIpv6(`hairpin.${which}-ipv6`, client, anyPage),
    noProxyOverIpv6(`hairpin.${which}-udp-ipv6`, client, anyDatagram),
  ]),
  withoutUserlandProxy('hairpin.other-network', { outsider: 2 }),
  withoutUserlandProxy('hairpin.other-network-udp', { outsider: 2 }, anyDatagram),
  withoutUserlandProxy('hairpin.other-network-udp-ipv6', { outsider: 2 }, anyDatagram),
  proxyRepliesFromGateway('hairpin.peer-udp', 'peer'),
  proxyRepliesFromGateway('hairpin.itself-udp', 'server'),
  proxyRepliesFromGateway('hairpin.other-network-udp', 'outsider'),
  proxyRepliesFromGateway('hairpin.peer-udp-ipv6', 'peer'),
  proxyRepliesFromGateway('hairpin.itself-udp-ipv6', 'server'),
  proxyRepliesFromGateway('hairpin.other-network-udp-ipv6', 'outsider'),
  podmanOwnPort('hairpin.itself', { server: 2 }),
  podmanOwnPort('hairpin.itself-udp', { server: 2 }, anyDatagram),
  onDefaultBridge(podmanOwnPort('hairpin.default-bridge', { onDefault: 1 }), 'timed out'),
  literalWildcard('hairpin.peer-ipv6', 'peer', 'GET http://[*'),
  literalWildcard('hairpin.itself-ipv6', 'server', 'GET http://[*'),
  literalWildcard('hairpin.other-network-ipv6', 'outsider', 'GET http://[*'),
  literalWildcard('hairpin.peer-udp-ipv6', 'peer', anyDatagram),
  literalWildcard('hairpin.itself-udp-ipv6', 'server', anyDatagram),
  literalWildcard('hairpin.other-network-udp-ipv6', 'outsider', anyDatagram),
  { ...podmanOwnPort('hairpin.itself-ipv6', { server: 2 }), versions: '>=5.4' },
  { ...podmanOwnPort('hairpin.itself-udp-ipv6', { server: 2 }, anyDatagram), versions: '>=5.4' },
  podmanIsolatesPorts('hairpin.other-network-udp-ipv6', 'outsider', anyDatagram, { versions: '>=5.4', times: 2 }),
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
