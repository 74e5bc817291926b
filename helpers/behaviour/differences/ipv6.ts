import type { Difference, Named } from './difference.ts';
import { evidence } from './evidence.ts';
import {
  answeredBy,
  lanHostReaches,
  lanHostReachesByEveryWay,
  lanHostReachesPublished,
  noProxyAtLoopbackIpv6,
  podmanAdmitsLan,
  podmanIpv4Only,
  reachesByEveryWay,
  reachesPublished,
} from './repeated.ts';
import { silentServer } from './silent-server.ts';

const notRootless = { unless: 'rootless' } as const;

/** Docker before 28, which leaves some or all IPv6 filtering to the host's own firewall. */
const dockerAdmitsIpv6 = (
  about: Pick<Difference, 'id' | 'versions' | 'instead' | 'seen' | 'evidence'>,
): Difference => ({
  engine: 'docker',
  unless: 'rootless',
  closable: true,
  ...about,
});

/** The rootless network namespace, which has no IPv6 route to other hosts. */
const withoutIpv6Route = {
  option: 'rootless',
  instead: 'the rootless network namespace has no IPv6 route to other hosts',
} as const;

/** Packets to other hosts, in that namespace. */
const rootlessEgress = (about: Pick<Difference, 'engine' | 'versions' | 'evidence'>): Difference => ({
  id: 'ipv6.egress',
  ...about,
  ...withoutIpv6Route,
  seen: [
    { request: 'from client: GET http://*', observed: 'unreachable (no route)', times: 3 },
    { request: 'from client: ping *', observed: 'unreachable (no route)' },
    { request: 'from client: datagram to *', observed: 'timed out' },
    { fact: 'the client address that the LAN host sees', observed: undefined },
  ],
});

/** Docker before 25, whose internal networks have a default route. */
const openInternal = (id: string, seen: readonly Named[]): Difference => ({
  id,
  engine: 'docker',
  versions: '<25',
  instead: 'internal networks have a default route, and the engine installs no IPv6 firewall rules',
  closable: true,
  seen,
  evidence: evidence.dockerInternalGateway,
});

/** A container on an internal network reaches a port that another network publishes, at so many addresses of the host. */
const publishedReached = (times: number, container = 'outside'): readonly Named[] => [
  { request: 'from inside: GET http://[*', observed: answeredBy(container), times },
];

/** The userland proxy, at a port published from a network without IPv6. */
const proxiedFromInternal = (about: Pick<Difference, 'versions' | 'instead' | 'seen'>): Difference => ({
  id: 'ipv6.internal-other-published-ipv4',
  engine: 'docker',
  unless: 'userland-proxy=false',
  ...about,
  evidence: 'https://github.com/moby/libnetwork/pull/2608',
});

const PAGE = 'GET http://*:80';
const DATAGRAM = 'datagram to *:5353';

const ipv4Option = 'https://docs.docker.com/engine/release-notes/28/#2800';

/** A network without IPv4 that has it. */
const ownIpv4: Named = { fact: 'the IPv4 addresses beside 127.0.0.1', observed: ['*'] };
const withIpv4: readonly Named[] = [
  ownIpv4,
  { request: 'from client: A server', observed: 'resolved' },
  { request: 'from client: A dnc-*-server', observed: 'resolved' },
];

/** The client address that a published port sees, in its page and in its datagram. */
const clientSeenAs = (observed: string | undefined): readonly Named[] =>
  ['the client address that the container sees', 'the client address of the datagram'].map((name) => ({
    fact: name,
    observed,
  }));

/** A published port at the host's IPv6 address, as LAN hosts see it, before a restart of its container and after. */
const publishedToLan = (id: string): readonly Difference[] => [
  {
    id,
    engine: 'docker',
    option: 'rootless',
    instead:
      'the container sees the address of its gateway for every client, because RootlessKit accepts the connection and opens another',
    seen: clientSeenAs('fd*'),
    evidence: evidence.dockerRootless,
  },
  {
    id,
    engine: 'docker',
    versions: '<27',
    option: 'userland-proxy=false',
    instead: 'the engine installs no IPv6 firewall rules, and without the userland proxy no connection is forwarded',
    seen: [
      { request: 'from LAN host: GET http://[*', observed: 'timed out', times: 2 },
      { request: 'from LAN host: datagram to *', observed: 'timed out' },
      ...clientSeenAs(undefined),
    ],
    evidence: evidence.dockerIpv6,
  },
  {
    id,
    engine: 'docker',
    versions: '<27',
    unless: ['userland-proxy=false', 'ip6tables'],
    instead: 'the userland proxy accepts the connection, and the container sees the address of the proxy',
    seen: clientSeenAs('fd*::1'),
    evidence: evidence.dockerIpv6,
  },
  podmanIpv4Only(id, '80/tcp', '*'),
];

export const ipv6: readonly Difference[] = [
  {
    id: 'ipv6.default-route-by-priority',
    engine: 'docker',
    versions: '<28',
    instead: 'the `gw-priority` is ignored, and the first network by name has the IPv6 default route',
    seen: [{ fact: 'the network with the IPv6 default route', observed: 'alpha' }],
    evidence: evidence.dockerGatewayPriority,
  },
  {
    id: 'ipv6.ipv4-default-route-by-priority',
    engine: 'docker',
    versions: '<29.4.1',
    instead: 'a network with both IP families has both default routes, whatever the `gw-priority`',
    seen: [{ fact: 'the network with the IPv4 default route', observed: 'dual' }],
    evidence: 'https://github.com/moby/moby/issues/51999',
  },
  {
    id: 'ipv6.ipv4-default-route-by-priority',
    engine: 'podman',
    instead: 'the `gw-priority` is ignored, and the IPv4 default route of the network connected last is used',
    seen: [{ fact: 'the network with the IPv4 default route', observed: 'dual' }],
    dockerSpecific: true,
    evidence: evidence.podmanEveryGateway,
  },
  ...(
    [
      ['ipv6.default-route-first-by-name', 'omega'],
      ['ipv6.default-route-by-priority', 'alpha'],
    ] as const
  ).map(([id, observed]): Difference => ({
    id,
    engine: 'podman',
    instead: 'every network has an IPv6 default route, and that of the network connected first is used',
    seen: [{ fact: 'the network with the IPv6 default route', observed }],
    dockerSpecific: true,
    evidence: evidence.podmanEveryGateway,
  })),
  {
    id: 'ipv6.reverse',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'the answer to a reverse lookup has records of the root (`.`) instead of the address, which is no answer',
    seen: [{ fact: "the names of the server's IPv6 address", observed: 'invalid answer' }],
    evidence: evidence.podmanReverse,
  },
  {
    id: 'ipv6.reverse',
    engine: 'podman',
    versions: '>=5.4',
    instead: 'a reverse lookup returns every name of the container, none of them followed by the name of the network',
    seen: [{ fact: "the names of the server's IPv6 address", observed: 'dnc-*-server, server, *' }],
    dockerSpecific: true,
    evidence: evidence.podmanReverse,
  },
  ...['ipv6.lan-published', 'ipv6.lan-published-restarted'].flatMap(publishedToLan),
  rootlessEgress({ engine: 'docker', evidence: evidence.dockerRootless }),
  rootlessEgress({ engine: 'podman', versions: '<5.8', evidence: evidence.podmanRootless }),
  {
    id: 'ipv6.lan-published-everywhere',
    engine: 'docker',
    versions: '<27',
    option: 'userland-proxy=false',
    instead: 'the engine installs no IPv6 firewall rules, and without the userland proxy no connection is forwarded',
    seen: [{ request: 'from LAN host: GET http://[*', observed: 'timed out', times: 2 }],
    evidence: evidence.dockerIpv6,
  },
  {
    id: 'ipv6.bridges-isolated',
    engine: 'docker',
    versions: '<27',
    instead: 'the engine installs no IPv6 firewall rules, and containers on different bridges reach each other',
    closable: true,
    seen: [
      ...reachesByEveryWay('client', 'outsider'),
      ...reachesByEveryWay('outsider', 'client'),
      ...reachesPublished('client', 'published'),
    ],
    evidence: evidence.dockerIpv6,
  },
  dockerAdmitsIpv6({
    id: 'ipv6.lan-unpublished-direct',
    versions: '<27',
    instead: 'the engine installs no IPv6 firewall rules, and LAN hosts with a route reach all ports of a container',
    seen: lanHostReachesByEveryWay('unpublished'),
    evidence: evidence.dockerIpv6,
  }),
  dockerAdmitsIpv6({
    id: 'ipv6.lan-published-direct',
    versions: '<27',
    instead: 'the engine installs no IPv6 firewall rules, and LAN hosts with a route reach all ports of a container',
    seen: lanHostReachesPublished('published'),
    evidence: evidence.dockerIpv6,
  }),
  dockerAdmitsIpv6({
    id: 'ipv6.lan-published-direct',
    versions: '>=27 <28',
    instead: "LAN hosts with a route reach published ports at the container's IPv6 address",
    seen: [PAGE, DATAGRAM].flatMap((request) => lanHostReaches('published', request)),
    evidence: evidence.dockerHardening,
  }),
  dockerAdmitsIpv6({
    id: 'ipv6.lan-loopback-direct',
    versions: '<27',
    instead: 'the engine installs no IPv6 firewall rules, and LAN hosts with a route reach all ports of a container',
    seen: lanHostReachesPublished('onLoopback'),
    evidence: evidence.dockerIpv6,
  }),
  dockerAdmitsIpv6({
    id: 'ipv6.lan-loopback-direct',
    versions: '>=27 <28',
    instead: "LAN hosts with a route reach a port published on [::1] at the container's IPv6 address",
    seen: [PAGE, DATAGRAM].flatMap((request) => lanHostReaches('onLoopback', request)),
    evidence: 'https://github.com/moby/moby/issues/45610',
  }),
  {
    id: 'ipv6.icc',
    engine: 'docker',
    versions: '<27',
    instead: 'the engine installs no IPv6 firewall rules, and the containers of the network reach each other',
    closable: true,
    seen: [...reachesByEveryWay('apartOne', 'apartTwo'), ...reachesByEveryWay('apartTwo', 'apartOne')],
    evidence: evidence.dockerIpv6,
  },
  {
    id: 'ipv6.icc',
    engine: 'podman',
    instead: 'the option `com.docker.network.bridge.enable_icc` is ignored',
    seen: [...reachesByEveryWay('apartOne', 'apartTwo'), ...reachesByEveryWay('apartTwo', 'apartOne')],
    dockerSpecific: true,
    evidence: evidence.podmanApi,
  },
  {
    id: 'ipv6.egress',
    engine: 'docker',
    versions: '<27',
    unless: 'ip6tables',
    instead: "IPv6 source addresses are not masqueraded, and replies need a route to the container's own address",
    seen: [
      { request: 'from client: GET http://[*', observed: 'timed out', times: 3 },
      { request: 'from client: datagram to *', observed: 'timed out' },
      { request: 'from client: ping *', observed: 'timed out' },
      { fact: 'the client address that the LAN host sees', observed: undefined },
    ],
    evidence: evidence.dockerIpv6,
  },
  {
    id: 'ipv6.errors',
    engine: 'docker',
    ...withoutIpv6Route,
    seen: [
      { request: 'from client: GET http://*', observed: 'unreachable (no route)' },
      { request: 'from client: datagram to *', observed: 'timed out' },
    ],
    evidence: evidence.dockerRootless,
  },
  {
    id: 'ipv6.errors',
    engine: 'docker',
    versions: '<27',
    unless: 'ip6tables',
    instead: "IPv6 source addresses are not masqueraded, and errors need a route to the container's own address",
    seen: [
      { request: 'from client: GET http://[*', observed: 'timed out' },
      { request: 'from client: datagram to *', observed: 'timed out' },
    ],
    evidence: evidence.dockerIpv6,
  },
  podmanAdmitsLan('ipv6.lan-unpublished-direct', lanHostReachesByEveryWay('unpublished'), notRootless),
  podmanAdmitsLan('ipv6.lan-published-direct', lanHostReachesPublished('published'), notRootless),
  podmanAdmitsLan('ipv6.lan-loopback-direct', lanHostReachesPublished('onLoopback'), notRootless),
  podmanIpv4Only('ipv6.udp-follows-restart', '5353/udp', 'server'),
  noProxyAtLoopbackIpv6('ipv6.udp-follows-restart', undefined, 'from the test process: datagram to ::1:*'),
  podmanIpv4Only('ipv6.lan-published-everywhere', '80/tcp', 'published'),
  openInternal('ipv6.internal-no-egress', [
    ...reachesByEveryWay('inside', 'lanHost'),
    { fact: 'the ways by which packets arrive at a LAN host', observed: ['UDP', 'ping'] },
    ...reachesByEveryWay('inside', 'outside'),
  ]),
  openInternal('ipv6.internal-host-address', reachesByEveryWay('inside', 'process')),
  openInternal('ipv6.internal-no-ingress', [
    ...lanHostReachesByEveryWay('quiet'),
    { fact: 'the ways by which packets arrive from outside', observed: ['UDP', 'ping'] },
    ...reachesByEveryWay('outside', 'quiet'),
  ]),
  {
    id: 'ipv6.internal-no-ingress',
    engine: 'docker',
    versions: '>=25 <27',
    instead:
      'the engine installs no IPv6 firewall rules, and packets of LAN hosts with a route arrive in an internal network, which has no route for its answers',
    closable: true,
    seen: [{ fact: 'the ways by which packets arrive from outside', observed: ['UDP', 'ping'] }],
    evidence: evidence.dockerIpv6,
  },
  {
    id: 'ipv6.internal-no-ingress',
    engine: 'podman',
    instead: 'packets of LAN hosts arrive in an internal network over IPv6, and containers on other networks reach it',
    closable: true,
    seen: [
      { fact: 'the ways by which packets arrive from outside', observed: ['UDP', 'ping'] },
      ...reachesByEveryWay('outside', 'quiet'),
    ],
    evidence: 'https://github.com/containers/netavark/issues/1515',
  },
  {
    id: 'ipv6.internal-other-published',
    engine: 'docker',
    versions: '<25',
    unless: 'ip6tables',
    instead: 'internal networks have a default route, and the userland proxy answers at every IPv6 address of the host',
    seen: [...publishedReached(2), { request: 'from inside: datagram to *', observed: answeredBy('outside') }],
    evidence: evidence.dockerInternalGateway,
  },
  {
    id: 'ipv6.internal-other-published',
    engine: 'docker',
    versions: '>=25 <27',
    unless: 'ip6tables',
    instead:
      'the engine installs no IPv6 firewall rules, and the userland proxy answers at the IPv6 gateway of the internal network',
    seen: [...publishedReached(1), { request: 'from inside: datagram to *', observed: answeredBy('outside') }],
    evidence: evidence.dockerIpv6,
  },
  {
    id: 'ipv6.internal-other-published',
    engine: 'podman',
    versions: '>=5.4',
    instead: 'no IPv6 rule drops what an internal network sends to ports published from other networks',
    seen: [...publishedReached(1), { request: 'from inside: datagram to *', observed: answeredBy('outside') }],
    evidence: 'https://github.com/containers/netavark/issues/1515',
  },
  {
    id: 'ipv6.internal-other-published',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'a connection to a port published on [::] times out',
    seen: [
      { request: 'from LAN host: GET http://[*', observed: 'timed out' },
      { request: 'from LAN host: datagram to *', observed: 'timed out' },
    ],
    evidence: 'https://github.com/containers/netavark/pull/638',
  },
  proxiedFromInternal({
    versions: '<25',
    instead:
      'internal networks have a default route, and the userland proxy, which connects to containers without IPv6 over IPv4, answers at every IPv6 address of the host',
    seen: publishedReached(2, 'withoutIpv6'),
  }),
  proxiedFromInternal({
    versions: '>=25',
    instead:
      'the userland proxy, which connects to containers without IPv6 over IPv4, answers at the IPv6 gateway of the internal network',
    seen: publishedReached(1, 'withoutIpv6'),
  }),
  podmanIpv4Only('ipv6.internal-other-published-ipv4', '80/tcp', 'withoutIpv6'),
  {
    id: 'ipv6.switched-off',
    engine: 'docker',
    versions: '<28',
    instead: 'the name of a container with `disable_ipv6` resolves to an IPv6 address that the container does not have',
    seen: [{ request: 'from client: AAAA off', observed: 'resolved' }],
    evidence: 'https://github.com/moby/moby/pull/47406',
  },
  {
    id: 'ipv6.unique-local-by-default',
    engine: 'docker',
    versions: '<27',
    instead: 'a network with IPv6 and without a subnet is refused, because no address pool has IPv6 subnets',
    seen: [{ fact: 'the answer to `docker network create`', observed: 'refused' }],
    evidence: evidence.dockerIpv6,
  },
  {
    id: 'ipv6.only',
    engine: 'docker',
    versions: '<28',
    instead: '`--ipv4=false` is ignored, and the containers have IPv4 addresses as well',
    seen: withIpv4,
    evidence: ipv4Option,
  },
  noProxyAtLoopbackIpv6('ipv6.only-published', '>=28'),
  {
    id: 'ipv6.only-published',
    engine: 'docker',
    versions: '<28',
    unless: 'userland-proxy=false',
    instead: '`--ipv4=false` is ignored, and the containers have IPv4 addresses as well',
    seen: [ownIpv4],
    evidence: ipv4Option,
  },
  {
    id: 'ipv6.only-published',
    engine: 'docker',
    versions: '<28',
    option: 'userland-proxy=false',
    instead:
      '`--ipv4=false` is ignored, and without the userland proxy, a connection to a port published at ::1 times out',
    seen: [ownIpv4, { request: "from the engine's host: GET http://[::1]:*", observed: 'timed out' }],
    evidence: ipv4Option,
  },
  {
    id: 'ipv6.switched-off',
    engine: 'podman',
    instead:
      'the name of a container with `disable_ipv6` resolves to the IPv6 address that its network has for it, which the container does not have',
    seen: [{ request: 'from client: AAAA off', observed: 'resolved' }],
    evidence: 'https://github.com/containers/netavark/issues/340',
  },
  {
    id: 'ipv6.only',
    engine: 'podman',
    instead: '`EnableIPv4: false` is ignored, and the containers have IPv4 addresses as well',
    seen: withIpv4,
    dockerSpecific: true,
    evidence: evidence.podmanApi,
  },
  silentServer('ipv6.only', 'client'),
  {
    id: 'ipv6.only-published',
    engine: 'podman',
    instead:
      "`EnableIPv4: false` is ignored, and a port published without an address is bound to the host's IPv4 addresses only",
    seen: [ownIpv4, { fact: 'the IPv6 host port of 80/tcp of server in inspect', observed: undefined }],
    dockerSpecific: true,
    evidence: 'https://github.com/containers/podman/issues/14491',
  },
];
