import type { Difference, Named } from './difference.ts';
import { evidence } from './evidence.ts';
import { lanHostReaches, reachesByEveryWay } from './repeated.ts';

const boundAt = (...addresses: readonly string[]): Named => ({
  fact: 'the bindings of the port to publish in inspect',
  observed: addresses.map((HostIp) => ({ HostIp, HostPort: '*' })),
});

/** Podman: the port is bound in inspect, at this host address. */
const bindsHostPort = (id: string, versions: string, address: string): Difference => ({
  id,
  engine: 'podman',
  versions,
  instead: 'inspect shows a bound host port, although requests to that port get no answer',
  seen: [boundAt(address)],
  dockerSpecific: true,
  evidence: evidence.podmanApi,
});

/** Rootless Podman: the port of this container is open. */
const rootlessPublishes = (id: string, container: string): Difference => ({
  id,
  engine: 'podman',
  option: 'rootless',
  instead: 'a port published from an internal network is open to LAN hosts',
  seen: [
    ...lanHostReaches(container),
    boundAt('0.0.0.0'),
    { fact: `the host ports that reach ${container}`, observed: ['tcp [::]:*'] },
  ],
  evidence: evidence.podmanRootless,
});

/** netavark closes an internal network by the sysctl `forwarding` of its bridge, which turning on `ip_forward` resets. */
const OPENED =
  'the first ordinary network after an internal one turns on IP forwarding, and opens the internal one to other bridges';

const arrives: Named = { fact: 'the ways by which packets arrive from outside', observed: ['UDP', 'ping'] };

/** What an internal network is open to beside other bridges, once it is. */
const alsoOpened = reachesByEveryWay('onDefault', 'quiet').map((named) =>
  Object.assign({}, named, { atTimes: true as const }),
);

export const internal: readonly Difference[] = [
  {
    id: 'internal.host-gateway',
    engine: 'podman',
    option: 'rootless',
    instead: "the gateway is in the rootless network namespace, where the host's processes do not listen",
    seen: [{ request: 'from inside: GET http://*', observed: 'refused' }],
    evidence: evidence.podmanRootless,
  },
  rootlessPublishes('internal.publishes-nothing', 'peer'),
  rootlessPublishes('internal.stays-unpublished', 'leaving'),
  {
    id: 'internal.stays-unpublished',
    engine: 'docker',
    versions: '<25',
    unless: 'userland-proxy=false',
    instead:
      'internal networks have a default gateway, from which the port is published again, and the userland proxy answers LAN hosts',
    seen: [
      ...lanHostReaches('leaving'),
      boundAt('0.0.0.0', '::'),
      { fact: 'the host ports that reach leaving', observed: ['tcp 0.0.0.0:*', 'tcp [::]:*'] },
    ],
    evidence: evidence.dockerInternalGateway,
  },
  {
    id: 'internal.stays-unpublished',
    engine: 'docker',
    versions: '<25',
    option: 'userland-proxy=false',
    instead: 'inspect shows a bound host port, although requests to that port time out',
    seen: [boundAt('0.0.0.0')],
    evidence: evidence.dockerInternalGateway,
  },
  {
    id: 'internal.host-address',
    engine: 'docker',
    versions: '<25',
    unless: 'rootless',
    instead:
      "internal networks have a default route to the host, whose processes answer at all of the host's addresses",
    seen: reachesByEveryWay('inside', 'process'),
    evidence: evidence.dockerInternalGateway,
  },
  {
    id: 'internal.created-first',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'packets from other bridges arrive on the internal network, and only the answers have no way back',
    seen: [arrives],
    evidence: evidence.netavarkInternal,
  },
  {
    id: 'internal.created-first',
    engine: 'podman',
    versions: '>=5.4',
    instead: OPENED,
    seen: [...reachesByEveryWay('client', 'inside'), arrives],
    evidence: evidence.netavarkInternal,
  },
  {
    id: 'internal.no-egress-past-route',
    engine: 'podman',
    versions: '>=5.4',
    instead:
      'the first ordinary network after an internal one turns on IP forwarding, and datagrams that a container on the internal one sends to its gateway arrive at LAN hosts',
    flaky: {
      cause: OPENED,
      shown: 5,
      of: 9,
      measured: 'nine runs of this behaviour alone on Podman 5.8.6, each on a new engine',
      atMost: 1,
    },
    seen: [
      { fact: 'the ways by which packets arrive at a LAN host', observed: ['UDP'] },
      // a rootless engine gives them an address to which answers return
      { request: 'from peer: datagram to *', observed: 'answered by lanhost', atTimes: true },
    ],
    evidence: evidence.netavarkInternal,
  },
  {
    id: 'internal.no-ingress',
    engine: 'podman',
    versions: '>=5.4',
    instead: OPENED,
    // it depends on which spec file creates the first network of a new engine
    flaky: {
      cause: OPENED,
      shown: 1,
      of: 3,
      measured: 'three runs of the chapter on Podman 5.4.2, each on a new engine',
      atMost: 1,
    },
    seen: [...reachesByEveryWay('outside', 'quiet'), arrives, ...alsoOpened],
    evidence: evidence.netavarkInternal,
  },
  {
    id: 'internal.no-ingress',
    engine: 'podman',
    versions: '>=5.4',
    instead:
      'packets of containers on other networks arrive in an internal network, which has no route for its answers',
    seen: [arrives],
    evidence: evidence.netavarkInternal,
  },
  {
    id: 'internal.no-ingress',
    engine: 'podman',
    versions: '4.3.x',
    instead:
      'packets of LAN hosts with a route arrive in an internal network, which has no route for its answers: nothing drops them',
    closable: true,
    seen: [arrives],
    evidence: evidence.netavarkInternal,
  },
  ...['internal.publishes-nothing', 'internal.stays-unpublished'].flatMap((id) => [
    bindsHostPort(id, '4.3.x', ''),
    bindsHostPort(id, '>=5.4', '0.0.0.0'),
  ]),
];
