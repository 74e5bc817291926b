import {
  UDP_PORT,
  behaviour,
  describe,
  expect,
  from,
  onceDone,
  scenario,
  sharedProbes,
  untilGatewaysAnswer,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/';

/** Some requests reach the userland proxy on the host. */
const needs = ['ipv6', 'host-accepts-containers'] as const;
const relies = ['published-ports-ipv6', 'host-ports'] as const;
const reliesUdp = [...relies, 'published-udp'] as const;

describe("Published ports, requested by containers at the host's IPv6 addresses", () => {
  const world = scenario(({ network, nginx, listener }) => {
    const [one, other] = [network({ driver: 'bridge', ipv6: true }), network({ driver: 'bridge', ipv6: true })];
    return {
      one,
      other,
      // Podman publishes on IPv6 addresses only where they are named
      server: nginx({ on: one, publish: 80, publishUdp: UDP_PORT, publishOn: '::' }),
      peer: nginx({ on: one }),
      outsider: nginx({ on: other }),
      process: listener({ everywhere: true }),
    };
  });

  const onceForwarded = onceDone(() => untilGatewaysAnswer(world.process, world.server, world.outsider));
  type Container = typeof world.peer;
  const page = (client: Container, at: Container) =>
    onceForwarded(() => from(client).get(world.server.publishedAt(at.gateway6)));
  const datagram = (client: Container, at: Container) =>
    onceForwarded(() => from(client).datagram(at.gateway6, world.server.hostPort6(UDP_PORT, 'udp')));

  const probes = sharedProbes({
    peer: () => page(world.peer, world.peer),
    peerAtOther: () => page(world.peer, world.outsider),
    self: () => page(world.server, world.server),
    selfAtOther: () => page(world.server, world.outsider),
    outsider: () => page(world.outsider, world.outsider),
    outsiderAtOther: () => page(world.outsider, world.server),
    peerDatagram: () => datagram(world.peer, world.peer),
    peerDatagramAtOther: () => datagram(world.peer, world.outsider),
    selfDatagram: () => datagram(world.server, world.server),
    selfDatagramAtOther: () => datagram(world.server, world.outsider),
    outsiderDatagram: () => datagram(world.outsider, world.outsider),
    outsiderDatagramAtOther: () => datagram(world.outsider, world.server),
  });

  behaviour(
    'hairpin.peer-ipv6',
    "A container reaches a peer's published port at the host's IPv6 address",
    {
      docs,
      needs,
      relies,
      why: 'An application that prefers IPv6 cannot reach a service on its own network at the public address.',
    },
    async () => {
      await expect(probes.peer).toBeAnsweredBy(world.server);
      await expect(probes.peerAtOther).toBeAnsweredBy(world.server);
    },
  );

  behaviour(
    'hairpin.itself-ipv6',
    "A container reaches its own published port at the host's IPv6 address (hairpin)",
    {
      docs,
      needs,
      relies,
      why: 'Applications that connect to their own public IPv6 address hang: webhooks, OAuth, health checks.',
    },
    async () => {
      await expect(probes.self).toBeAnsweredBy(world.server);
      await expect(probes.selfAtOther).toBeAnsweredBy(world.server);
    },
  );

  behaviour(
    'hairpin.other-network-ipv6',
    "A container reaches a port published from another network at the host's IPv6 address",
    {
      docs,
      needs,
      relies,
      why: 'An application that prefers IPv6 cannot reach another application at its public address.',
    },
    async () => {
      await expect(probes.outsider).toBeAnsweredBy(world.server);
      await expect(probes.outsiderAtOther).toBeAnsweredBy(world.server);
    },
  );

  behaviour(
    'hairpin.peer-udp-ipv6',
    "A container reaches a peer's published UDP port at the host's IPv6 address",
    {
      docs,
      needs,
      relies: reliesUdp,
      why: 'A DNS server in a container does not answer the containers on its own network over IPv6.',
    },
    async () => {
      await expect(probes.peerDatagram).toBeAnsweredBy(world.server);
      await expect(probes.peerDatagramAtOther).toBeAnsweredBy(world.server);
    },
  );

  behaviour(
    'hairpin.itself-udp-ipv6',
    "A container reaches its own published UDP port at the host's IPv6 address (hairpin)",
    {
      docs,
      needs,
      relies: reliesUdp,
      why: 'A server that checks itself at its public IPv6 address reports itself as down.',
    },
    async () => {
      await expect(probes.selfDatagram).toBeAnsweredBy(world.server);
      await expect(probes.selfDatagramAtOther).toBeAnsweredBy(world.server);
    },
  );

  behaviour(
    'hairpin.other-network-udp-ipv6',
    "A container reaches a UDP port published from another network at the host's IPv6 address",
    {
      docs,
      needs,
      relies: reliesUdp,
      why: 'A DNS server in a container does not answer the containers on other networks over IPv6.',
    },
    async () => {
      await expect(probes.outsiderDatagram).toBeAnsweredBy(world.server);
      await expect(probes.outsiderDatagramAtOther).toBeAnsweredBy(world.server);
    },
  );
});
