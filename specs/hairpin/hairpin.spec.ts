import {
  UDP_PORT,
  behaviour,
  describe,
  expect,
  from,
  lastingAddresses,
  scenario,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/';

/** Some requests reach the userland proxy on the host. */
const needs = ['host-accepts-containers'] as const;

describe("Published ports, requested by containers at the host's addresses", () => {
  const world = scenario(({ network, nginx }) => {
    const [one, other] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    return {
      one,
      other,
      server: nginx({ on: one, publish: 80, publishUdp: UDP_PORT }),
      peer: nginx({ on: one }),
      outsider: nginx({ on: other }),
      onDefault: nginx({ publish: 80, publishUdp: UDP_PORT }),
    };
  });

  type Container = typeof world.peer;
  type Address = string | Promise<string>;
  const pageAt = async (client: Container, address: Address) =>
    from(client).get(world.server.publishedAt(await address));
  const datagramTo = async (client: Container, address: Address) =>
    from(client).datagram(await address, world.server.hostPort(UDP_PORT, 'udp'));
  /** An address of the host that is the gateway of no network of these: on its LAN, if it has one. */
  const otherHostAddress = async (): Promise<string> => {
    const { gateway } = world.onDefault;
    const addresses = await lastingAddresses(4);
    return addresses.find((address) => !address.startsWith('127.') && address !== gateway) ?? gateway;
  };

  const probes = sharedProbes({
    peerPage: () => pageAt(world.peer, world.peer.gateway),
    peerPageAtOther: () => pageAt(world.peer, otherHostAddress()),
    selfPage: () => pageAt(world.server, world.server.gateway),
    selfPageAtOther: () => pageAt(world.server, otherHostAddress()),
    outsiderPage: () => pageAt(world.outsider, world.outsider.gateway),
    outsiderPageAtOther: () => pageAt(world.outsider, otherHostAddress()),
    peerDatagram: () => datagramTo(world.peer, world.peer.gateway),
    peerDatagramAtOther: () => datagramTo(world.peer, otherHostAddress()),
    selfDatagram: () => datagramTo(world.server, world.server.gateway),
    selfDatagramAtOther: () => datagramTo(world.server, otherHostAddress()),
    outsiderDatagram: () => datagramTo(world.outsider, world.outsider.gateway),
    outsiderDatagramAtOther: () => datagramTo(world.outsider, otherHostAddress()),
    onDefaultPage: () => from(world.onDefault).get(world.onDefault.publishedAt(world.onDefault.gateway)),
    onDefaultDatagram: () => {
      const { onDefault } = world;
      return from(onDefault).datagram(onDefault.gateway, onDefault.hostPort(UDP_PORT, 'udp'));
    },
    direct: () => from(world.peer).datagram(world.server.address, UDP_PORT),
  });

  behaviour(
    'hairpin.peer',
    "A container reaches a peer's published port at the host's address",
    {
      docs,
      needs,
      relies: ['default-bridge', 'published-ports', 'host-ports', 'bridge-gateway'],
      why: 'An application cannot reach a service on its own network at the public address.',
    },
    async () => {
      await expect(probes.peerPage).toBeAnsweredBy(world.server);
      await expect(probes.peerPageAtOther).toBeAnsweredBy(world.server);
    },
  );

  behaviour(
    'hairpin.itself',
    "A container reaches its own published port at the host's address (hairpin)",
    {
      docs,
      needs,
      relies: ['default-bridge', 'published-ports', 'host-ports', 'bridge-gateway'],
      why: 'Applications that connect to their own public address hang: webhooks, OAuth, health checks.',
    },
    async () => {
      await expect(probes.selfPage).toBeAnsweredBy(world.server);
      await expect(probes.selfPageAtOther).toBeAnsweredBy(world.server);
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
      await expect(probes.outsiderPage).toBeAnsweredBy(world.server);
      await expect(probes.outsiderPageAtOther).toBeAnsweredBy(world.server);
    },
  );

  behaviour(
    'hairpin.peer-udp',
    "A container reaches a peer's published UDP port at the host's address",
    {
      docs,
      needs,
      relies: ['default-bridge', 'published-udp', 'host-ports', 'bridge-gateway'],
      why: 'A DNS server in a container does not answer the containers on its own network.',
    },
    async () => {
      await expect(probes.direct).toBeAnsweredBy(world.server);
      await expect(probes.peerDatagram).toBeAnsweredBy(world.server);
      await expect(probes.peerDatagramAtOther).toBeAnsweredBy(world.server);
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
      await expect(probes.selfDatagram).toBeAnsweredBy(world.server);
      await expect(probes.selfDatagramAtOther).toBeAnsweredBy(world.server);
    },
  );

  behaviour(
    'hairpin.other-network-udp',
    "A container reaches a UDP port published from another network at the host's address",
    {
      docs,
      needs,
      relies: ['default-bridge', 'published-udp', 'host-ports', 'bridge-gateway'],
      why: 'A DNS server in a container does not answer the containers on other networks.',
    },
    async () => {
      await expect(probes.outsiderDatagram).toBeAnsweredBy(world.server);
      await expect(probes.outsiderDatagramAtOther).toBeAnsweredBy(world.server);
    },
  );

  behaviour(
    'hairpin.default-bridge',
    "A container on the default bridge reaches its own published TCP and UDP ports at the gateway's address",
    {
      docs,
      needs: [...needs, 'default-bridge-hairpin'],
      relies: [
        'default-bridge',
        'docker0-address',
        'docker0-traffic',
        'published-ports',
        'published-udp',
        'host-ports',
      ],
      why: 'A container that was started with nothing but `-p` cannot reach itself at the address of its host.',
    },
    async () => {
      await expect(probes.onDefaultPage).toBeAnsweredBy(world.onDefault);
      await expect(probes.onDefaultDatagram).toBeAnsweredBy(world.onDefault);
    },
  );
});
