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
  openTo,
  scenario,
  sharedProbes,
  skipUnlessAnswered,
  required,
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
      one: nginx({ on: macvlan }),
      other: nginx({ on: macvlan, alias: 'other' }),
      bridged: nginx({ publish: 80 }),
      process: listener({ everywhere: true }),
    };
  });

  const host = () => required("address of the engine's host on the link", world.lanHost.engineAddress);

  const probes = sharedProbes({
    toPeer: () => from(world.one).get(world.other.url),
    fromLanHost: () => from(world.lanHost).get(world.one.url),
    toLanHost: () => from(world.one).get(world.lanHost.url),
    toHost: () => from(world.one).get(`http://${host()}:${world.process.port}`, expectingNoAnswer),
    toPublished: () => from(world.one).get(world.bridged.publishedAt(host()), expectingNoAnswer),
    fromHost: () => fromEngineHost.get(world.one.url, expectingNoAnswer),
    fromBridge: () => from(world.bridged).get(world.one.url, expectingNoAnswer),

    hostToLanHost: () => fromEngineHost.get(world.lanHost.url),
    lanHostToHost: () => from(world.lanHost).get(`http://${host()}:${world.process.port}`),
    lanHostToPublished: () => from(world.lanHost).get(world.bridged.publishedAt(host())),
  });

  behaviour(
    'macvlan.peers',
    'Containers on a macvlan network reach each other by IP address and name',
    { docs, why: 'Containers on a macvlan network cannot communicate.', needs, relies: ['alias', 'embedded-dns'] },
    async () => {
      await expect(probes.toPeer).toBeAnsweredBy(world.other);
      await expectNamesResolve(world.one, ['other'], world.other);
      fact('the client address that the peer sees', clientAddress(await probes.toPeer)).is(world.one.address);
    },
  );

  behaviour(
    'macvlan.lan-host',
    'LAN hosts reach an unpublished port of a macvlan container',
    {
      docs,
      why: 'LAN hosts cannot use a container that was attached to the LAN for them.',
      needs,
      relies: ['macvlan'],
      security: openTo('a LAN host', 'an unpublished port of a macvlan container'),
    },
    async () => {
      await expect(probes.fromLanHost).toBeAnsweredBy(world.one);
      fact('the client address that the container sees', clientAddress(await probes.fromLanHost)).is(
        world.lanHost.host.nic.address,
      );
    },
  );

  behaviour(
    'macvlan.egress',
    "LAN hosts see a macvlan container's own address",
    {
      docs,
      why: 'LAN devices do not see the address of the container that contacts them, so discovery and allow-lists fail.',
      needs,
      relies: ['macvlan'],
    },
    async () => {
      await expect(probes.toLanHost).toBeAnsweredBy(world.lanHost);
      fact('the client address that the LAN host sees', clientAddress(await probes.toLanHost)).is(world.one.address);
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
      await skipUnlessAnswered('host-accepts-lan', probes.lanHostToHost, world.process);
      await expect(probes.toHost).toBeBlocked({ control: probes.lanHostToHost, answeredBy: world.process });
      await expect(probes.toPublished).toBeBlocked({ control: probes.lanHostToPublished, answeredBy: world.bridged });
      await expect(probes.fromHost).toBeBlocked({ control: probes.fromLanHost, answeredBy: world.one });
      await expect(probes.fromBridge).toBeBlocked({ control: probes.fromLanHost, answeredBy: world.one });
    },
  );
});
