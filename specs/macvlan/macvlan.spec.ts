import {
  behaviour,
  clientAddress,
  closedTo,
  describe,
  expect,
  expectNamesResolve,
  expectingNoAnswer,
  fact,
  from,
  fromEngineHost,
  hostAddress,
  openTo,
  restoring,
  scenario,
  sharedProbes,
  skipUnlessAnswered,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/macvlan/';
const needs = ['macvlan'] as const;

describe('Containers on a macvlan network, and a LAN host', () => {
  const world = scenario(({ network, nginx, lanHost, listener }) => {
    const lan = lanHost();
    const macvlan = network({ driver: 'macvlan', beside: lan });
    return {
      lanHost: lan,
      macvlan,
      inner: network({ driver: 'bridge' }),
      one: nginx({ on: macvlan }),
      other: nginx({ on: macvlan, alias: 'other' }),
      bridged: nginx({ publish: 80 }),
      process: listener({ everywhere: true }),
    };
  });

  const host = () => hostAddress(world.lanHost);

  const probes = sharedProbes({
    toPeer: () => from(world.one).reach(world.other),
    fromPeer: () => from(world.other).reach(world.one),
    fromLanHost: () => from(world.lanHost).reach(world.one),
    toLanHost: () => from(world.one).reach(world.lanHost),
    peerPage: () => from(world.one).get(world.other.url),
    lanHostPage: () => from(world.lanHost).get(world.one.url),
    page: () => from(world.one).get(world.lanHost.url),

    toHost: () => from(world.one).reach(world.process, { at: host(), ...expectingNoAnswer }),
    toPublished: () => from(world.one).get(world.bridged.publishedAt(host()), expectingNoAnswer),
    fromHost: () => fromEngineHost.reach(world.one, expectingNoAnswer),
    fromBridge: () => from(world.bridged).reach(world.one, expectingNoAnswer),
    lanHostToHost: () => from(world.lanHost).reach(world.process, { at: host() }),
    lanHostToHostPage: () => from(world.lanHost).get(`http://${host()}:${world.process.port}`),
    lanHostToPublished: () => from(world.lanHost).get(world.bridged.publishedAt(host())),
  });

  behaviour(
    'macvlan.peers',
    'Containers on a macvlan network reach each other by IP address and name',
    { docs, why: 'Containers on a macvlan network cannot communicate.', needs, relies: ['alias', 'embedded-dns'] },
    async () => {
      await expect(probes.toPeer).toBeOpen();
      await expect(probes.fromPeer).toBeOpen();
      await expectNamesResolve(world.one, ['other'], world.other);
      fact('the client address that the peer sees', clientAddress(await probes.peerPage)).is(world.one.address);
    },
  );

  behaviour(
    'macvlan.lan-host',
    'LAN hosts reach all ports of a macvlan container, though none is published',
    {
      docs,
      why: 'LAN hosts cannot use a container that was attached to the LAN for them.',
      needs,
      relies: ['macvlan'],
      security: openTo('a LAN host', 'an unpublished port of a macvlan container'),
    },
    async () => {
      await expect(probes.fromLanHost).toBeOpen();
      fact('the client address that the container sees', clientAddress(await probes.lanHostPage)).is(
        world.lanHost.host.nic.address,
      );
    },
  );

  behaviour(
    'macvlan.egress',
    'A macvlan container reaches LAN hosts, and they see its own address',
    {
      docs,
      why: 'LAN devices do not see the address of the container that contacts them, so discovery and allow-lists fail.',
      needs,
      relies: ['macvlan'],
    },
    async () => {
      await expect(probes.toLanHost).toBeOpen();
      fact('the client address that the LAN host sees', clientAddress(await probes.page)).is(world.one.address);
    },
  );

  behaviour(
    'macvlan.own-host',
    'A macvlan container and its own host cannot reach each other',
    {
      docs,
      why: "A container that was put on the LAN to separate it from the host reaches the host's services.",
      needs: [...needs, 'ip-forwarding'],
      controlsRely: ['macvlan', 'default-bridge', 'published-ports', 'from-lan'],
      security: closedTo('a macvlan container', 'its own host, or is reached by it'),
    },
    async () => {
      await skipUnlessAnswered('host-accepts-lan', probes.lanHostToHostPage, world.process);
      await expect(probes.toHost).toBeClosed({ control: probes.lanHostToHost });
      await expect(probes.toPublished).toBeBlocked({ control: probes.lanHostToPublished, answeredBy: world.bridged });
      await expect(probes.fromHost).toBeClosed({ control: probes.fromLanHost });
      await expect(probes.fromBridge).toBeClosed({ control: probes.fromLanHost });
    },
  );

  behaviour(
    'macvlan.and-bridge',
    'A container on a macvlan and a bridge network is reached by LAN hosts on one and by peers on the other',
    {
      docs: 'https://docs.docker.com/engine/network/#connecting-to-multiple-networks',
      why: 'A service for the LAN cannot use a database that is hidden on a bridge network.',
      needs,
      relies: ['macvlan', 'connect', 'peers', 'inspect-address'],
      controlsRely: ['disconnect'],
    },
    async () => {
      const { other, bridged, inner, lanHost } = world;
      await other.connect(inner);
      await bridged.connect(inner);
      await using _ = restoring(async () => {
        await Promise.all([other.disconnect(inner), bridged.disconnect(inner)]);
      });
      await expect(from(lanHost).get(other.url)).toBeAnsweredBy(other);
      await expect(from(bridged).get(`http://${other.addressOn(inner)}`)).toBeAnsweredBy(other);
    },
  );
});
