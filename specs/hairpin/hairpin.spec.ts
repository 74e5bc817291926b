import {
  NO_ANSWER_TIMEOUT_MS,
  behaviour,
  describe,
  expect,
  from,
  scenario,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/';

/** Packets for a published port reach the host's own proxy on some ways. */
const needs = ['host-accepts-containers'] as const;

/** A datagram is sent once; some engines lose the answer, so that it is not waited for as long as a page. */
const within = { withinMs: 2 * NO_ANSWER_TIMEOUT_MS };

/** Where nginx answers datagrams. */
const UDP = 5353;

describe("Published ports, requested by containers at the host's addresses", () => {
  const world = scenario(({ network, nginx }) => {
    const [one, other] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    return {
      one,
      other,
      server: nginx({ on: one, publish: 80, publishUdp: UDP }),
      peer: nginx({ on: one }),
      outsider: nginx({ on: other }),
      onDefault: nginx(),
    };
  });

  type Container = typeof world.peer;
  const pageAt = (client: Container, address: string) =>
    from(client).get(`http://${address}:${world.server.hostPort()}`);
  const datagramTo = (client: Container, address: string) =>
    from(client).datagram(address, world.server.hostPort(UDP, 'udp'), within);
  /** An address of the host that is the gateway of neither network. */
  const elsewhere = () => world.onDefault.gateway;

  const probes = sharedProbes({
    page: () => pageAt(world.peer, world.peer.gateway),
    pageElsewhere: () => pageAt(world.peer, elsewhere()),
    pageOfItself: () => pageAt(world.server, world.server.gateway),
    pageOfItselfElsewhere: () => pageAt(world.server, elsewhere()),
    pageToOutsider: () => pageAt(world.outsider, world.outsider.gateway),
    pageToOutsiderElsewhere: () => pageAt(world.outsider, elsewhere()),
    datagram: () => datagramTo(world.peer, world.peer.gateway),
    datagramElsewhere: () => datagramTo(world.peer, elsewhere()),
    datagramOfItself: () => datagramTo(world.server, world.server.gateway),
    datagramOfItselfElsewhere: () => datagramTo(world.server, elsewhere()),
    datagramToOutsider: () => datagramTo(world.outsider, world.outsider.gateway),
    datagramToOutsiderElsewhere: () => datagramTo(world.outsider, elsewhere()),
    direct: () => from(world.peer).datagram(world.server.address, UDP, within),
  });

  behaviour(
    'hairpin.peer',
    "A container reaches a peer's published port at the host's address",
    {
      docs,
      needs,
      relies: ['default-bridge', 'published-ports', 'host-ports', 'bridge-gateway'],
      why: 'An application configured with its public address cannot reach the service beside it.',
    },
    async () => {
      await expect(probes.page).toBeAnsweredBy(world.server);
      await expect(probes.pageElsewhere).toBeAnsweredBy(world.server);
    },
  );

  behaviour(
    'hairpin.itself',
    "A container reaches its own published port at the host's address (hairpin)",
    {
      docs,
      needs,
      relies: ['default-bridge', 'published-ports', 'host-ports', 'bridge-gateway'],
      why: 'An application that calls itself by its public address hangs: webhooks, OAuth, health checks.',
    },
    async () => {
      await expect(probes.pageOfItself).toBeAnsweredBy(world.server);
      await expect(probes.pageOfItselfElsewhere).toBeAnsweredBy(world.server);
    },
  );

  behaviour(
    'hairpin.other-network',
    "A container reaches a port published from another network at the host's address",
    {
      docs,
      needs,
      relies: ['default-bridge', 'published-ports', 'host-ports', 'bridge-gateway'],
      why: 'An application configured with the public address of another application cannot reach it.',
    },
    async () => {
      await expect(probes.pageToOutsider).toBeAnsweredBy(world.server);
      await expect(probes.pageToOutsiderElsewhere).toBeAnsweredBy(world.server);
    },
  );

  behaviour(
    'hairpin.peer-udp',
    "A container reaches a peer's published UDP port at the host's address",
    {
      docs,
      needs,
      relies: ['default-bridge', 'published-udp', 'host-ports', 'bridge-gateway'],
      why: 'A DNS server in a container answers everybody except the containers on its own network.',
    },
    async () => {
      await expect(probes.direct).toBeAnsweredBy(world.server);
      await expect(probes.datagram).toBeAnsweredBy(world.server);
      await expect(probes.datagramElsewhere).toBeAnsweredBy(world.server);
    },
  );

  behaviour(
    'hairpin.itself-udp',
    "A container reaches its own published UDP port at the host's address (hairpin)",
    {
      docs,
      needs,
      relies: ['default-bridge', 'published-udp', 'host-ports', 'bridge-gateway'],
      why: 'A server that checks itself at its public address reports itself as down.',
    },
    async () => {
      await expect(probes.datagramOfItself).toBeAnsweredBy(world.server);
      await expect(probes.datagramOfItselfElsewhere).toBeAnsweredBy(world.server);
    },
  );

  behaviour(
    'hairpin.other-network-udp',
    "A container reaches a UDP port published from another network at the host's address",
    {
      docs,
      needs,
      relies: ['default-bridge', 'published-udp', 'host-ports', 'bridge-gateway'],
      why: 'A DNS server in a container answers everybody except the containers on other networks.',
    },
    async () => {
      await expect(probes.datagramToOutsider).toBeAnsweredBy(world.server);
      await expect(probes.datagramToOutsiderElsewhere).toBeAnsweredBy(world.server);
    },
  );
});
