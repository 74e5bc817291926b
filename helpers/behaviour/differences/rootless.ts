import type { Difference } from './difference.ts';

const limitations = 'https://docs.docker.com/engine/security/rootless/troubleshoot/#known-limitations';
const rootlessPodman = 'https://github.com/containers/podman/blob/main/rootless.md';
const networking = 'https://docs.docker.com/engine/security/rootless/troubleshoot/#networking-errors';

/** Published ports are sockets of the machine, and the gateways of its bridges are in the network of the user. */
const outside = 'its ports are published on the machine, and not in the network of the user that its gateways are in';

/** What comes of asking for a published port at a gateway. */
const atGateway = (id: string, request: string): Difference => ({
  id,
  engine: 'docker',
  option: 'rootless',
  instead: `what asks for them at a gateway is refused: ${outside}`,
  seen: { request, observed: 'refused' },
  evidence: networking,
});

/** What comes of a route of another host to a container. */
const routed = (id: string, request = 'from LAN host: GET http://*'): Difference => ({
  id,
  engine: 'docker',
  option: 'rootless',
  instead:
    'no other host can route to its containers, which are in a network of the user, nor be reached by their addresses',
  seen: { request, observed: 'timed out' },
  evidence: limitations,
});

const ofPodman = (id: string, instead: string, seen: Difference['seen'], before?: string): Difference => ({
  id,
  engine: 'podman',
  ...(before === undefined ? {} : { before }),
  option: 'rootless',
  instead,
  seen,
  evidence: rootlessPodman,
});

/** Of an engine that another user than root runs. They come first: what is rootless differs in its own way. */
export const rootless: readonly Difference[] = [
  atGateway('isolation.published-at-host-address', 'from asker: GET http://*'),
  atGateway('hairpin.peer', 'from peer: GET http://*'),
  atGateway('hairpin.itself', 'from server: GET http://*'),
  atGateway('hairpin.other-network', 'from stranger: GET http://*'),
  atGateway('hairpin.peer-udp', 'from peer: datagram to *'),
  atGateway('hairpin.itself-udp', 'from server: datagram to *'),
  atGateway('hairpin.other-network-udp', 'from stranger: datagram to *'),
  atGateway('icc.host-port', 'from asker: GET http://*'),
  routed('gateway-mode.routed'),
  routed('gateway-mode.routed-unpublished'),
  routed('gateway-mode.nat-unprotected'),
  routed('gateway-mode.routed-source', 'from routedPublished: GET http://*'),
  {
    id: 'internal.host-gateway',
    engine: 'docker',
    option: 'rootless',
    instead: 'the gateway is in the network of the user, where the processes of the machine are not',
    seen: { request: 'from inside: GET http://*', observed: 'refused' },
    evidence: limitations,
  },
  {
    id: 'source-address.from-lan',
    engine: 'docker',
    option: 'rootless',
    instead: 'all seem to come from the gateway: RootlessKit takes the connection, and makes another',
    seen: { fact: 'the address that it sees', observed: '172.*' },
    evidence: limitations,
  },
  {
    id: 'ipv6.lan-published',
    engine: 'docker',
    option: 'rootless',
    instead: 'all seem to come from the gateway: RootlessKit takes the connection, and makes another',
    seen: { fact: 'the address that the container sees', observed: 'fd*' },
    evidence: limitations,
  },
  {
    id: 'ipv6.egress',
    engine: 'docker',
    option: 'rootless',
    instead: 'the network of the user has no way out over IPv6',
    seen: { request: 'from asker: GET http://*', observed: 'unreachable (no route)' },
    evidence: limitations,
  },
  ofPodman(
    'ipv6.egress',
    'the network of the user has no way out over IPv6',
    { request: 'from asker: GET http://*', observed: 'unreachable (no route)' },
    '5.8',
  ),
  ofPodman(
    'source-address.from-lan',
    'all seem to come from the container itself: rootlessport makes another connection',
    {
      fact: 'the address that it sees',
      observed: '10.*',
    },
  ),
  ofPodman('internal.host-gateway', 'the gateway is in a network where the processes of the machine are not', {
    request: 'from inside: GET http://*',
    observed: 'refused',
  }),
  {
    id: 'internal.publishes-nothing',
    engine: 'podman',
    option: 'rootless',
    instead: 'a port of an internal network is published, and answers',
    seen: { request: 'from LAN host: GET http://*', observed: 'answered by peer' },
    evidence: rootlessPodman,
  },
];
