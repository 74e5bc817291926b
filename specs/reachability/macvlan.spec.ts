import {
  behaviour,
  clientSeen,
  closedTo,
  describe,
  expect,
  fact,
  from,
  fromEngineHost,
  openTo,
  requireOpen,
  scenario,
  SILENCE_LIMIT_MS,
  together,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/macvlan/';
const needs = ['macvlan'] as const;
const within = { withinMs: SILENCE_LIMIT_MS };

describe('containers on a macvlan, and a host on the same link', () => {
  const world = scenario(({ network, nginx, neighbour, listener }) => {
    const lan = neighbour();
    const macvlan = network({ driver: 'macvlan', beside: lan });
    return {
      neighbour: lan,
      macvlan,
      one: nginx({ on: macvlan }),
      other: nginx({ on: macvlan, alias: 'other' }),
      bridged: nginx({ publish: 80 }),
      process: listener({ everywhere: true }),
    };
  });

  const host = () => world.neighbour.engineAddress ?? '';

  const asked = together({
    toPeer: () => from(world.one).get(world.other.url),
    toName: () => from(world.one).get('http://other'),
    fromNeighbour: () => from(world.neighbour).get(world.one.url),
    toNeighbour: () => from(world.one).get(world.neighbour.url),
    toHost: () => from(world.one).get(`http://${host()}:${world.process.port}`, within),
    toPublished: () => from(world.one).get(`http://${host()}:${world.bridged.hostPort()}`, within),
    fromHost: () => fromEngineHost.get(world.one.url, within),
    fromBridge: () => from(world.bridged).get(world.one.url, within),

    hostToNeighbour: () => fromEngineHost.get(world.neighbour.url),
    neighbourToHost: () => from(world.neighbour).get(`http://${host()}:${world.process.port}`),
    neighbourToPublished: () => from(world.neighbour).get(`http://${host()}:${world.bridged.hostPort()}`),
  });

  behaviour(
    'reach.macvlan-peers',
    'they reach each other, by address and by name',
    { docs, why: 'Containers on a macvlan cannot work together.', needs },
    async () => {
      await expect(asked.toPeer).toBeAnsweredBy(world.other);
      await expect(asked.toName).toBeAnsweredBy(world.other);
      fact('the address that one sees the other ask from', clientSeen(await asked.toPeer)).is(world.one.address);
    },
  );

  behaviour(
    'reach.macvlan-neighbour',
    'a host of the link reaches every port of theirs, published or not',
    {
      docs,
      why: 'Who thinks that only published ports are open has all of them on the LAN; or the LAN does not reach them.',
      needs,
      security: openTo('a host of the LAN', 'every port of a container on a macvlan'),
    },
    async () => {
      await expect(asked.fromNeighbour).toBeAnsweredBy(world.one);
      fact('the address that the container sees', clientSeen(await asked.fromNeighbour)).is(
        world.neighbour.host.card.address,
      );
    },
  );

  behaviour(
    'reach.macvlan-out',
    'they are hosts of the link themselves, seen by addresses of their own',
    {
      docs,
      why: 'Devices on the LAN do not see the container that speaks to them: discovery and allow-lists fail.',
      needs,
    },
    async () => {
      await expect(asked.toNeighbour).toBeAnsweredBy(world.neighbour);
      fact('the address that the other host sees', clientSeen(await asked.toNeighbour)).is(world.one.address);
    },
  );

  behaviour(
    'reach.macvlan-own-host',
    'their own host does not reach them, nor they it',
    {
      docs,
      why: "A container that was put on the LAN to keep it from the host reaches the host's services.",
      needs: [...needs, 'ip-forwarding'],
      security: closedTo('a container on a macvlan', "its own engine's host, or the other way round"),
    },
    async () => {
      await requireOpen('host-accepts-lan', asked.neighbourToHost, world.process);
      await expect(asked.toHost).toBeBlocked({ whereas: asked.neighbourToHost, isAnsweredBy: world.process });
      await expect(asked.toPublished).toBeBlocked({ whereas: asked.neighbourToPublished, isAnsweredBy: world.bridged });
      await expect(asked.fromHost).toBeBlocked({ whereas: asked.fromNeighbour, isAnsweredBy: world.one });
      await expect(asked.fromBridge).toBeBlocked({ whereas: asked.fromNeighbour, isAnsweredBy: world.one });
    },
  );
});
