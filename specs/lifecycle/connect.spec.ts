import {
  behaviour,
  describe,
  expect,
  fact,
  from,
  networkOfDefaultRoute,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/connect/';
const stoppedDocs =
  'https://docs.docker.com/reference/cli/docker/network/connect/#network-implications-of-stopping-pausing-or-restarting-containers';
const disconnectDocs = 'https://docs.docker.com/reference/cli/docker/network/disconnect/';
const onTheFly = 'https://docs.docker.com/engine/network/drivers/bridge/';

describe('A container that is connected to networks and disconnected, and its peer on both', () => {
  const world = scenario(({ network, nginx }) => {
    const [one, two] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    const left = network({ driver: 'bridge' });
    // by its name, it comes before the others
    const first = network({ driver: 'bridge' });
    return {
      first,
      one,
      two,
      left,
      peer: nginx({ on: one, alsoOn: [{ on: two }, { on: first }] }),
      visitor: nginx({ on: one, publish: 80 }),
    };
  });

  /** The URL of the visitor on a network. */
  const at = (network: typeof world.one) => `http://${world.visitor.addressOn(network)}`;
  /** How many interfaces the visitor has, and its addresses. */
  const state = async () => {
    const [interfaces, addresses] = await Promise.all([
      from(world.visitor).interfaces(),
      from(world.visitor).addresses(),
    ]);
    return { interfaces: interfaces.filter(({ up }) => up).length, addresses };
  };
  const networksOf = async () => Object.keys((await world.visitor.inspect()).NetworkSettings.Networks);

  behaviour(
    'lifecycle.connect-gives-interface',
    '`docker network connect` gives a running container an interface, and `disconnect` removes it',
    {
      docs,
      relies: ['connect', 'disconnect', 'peers', 'inspect-address'],
      why: 'A running service can be moved to another network only by creating it again.',
    },
    async () => {
      const { visitor, peer, two } = world;
      const before = await state();
      await visitor.connect(two);
      {
        await using _ = restoring(() => visitor.disconnect(two));
        const connected = await state();
        fact('the number of interfaces on the new network', connected.interfaces - before.interfaces).is(1);
        fact('the IP addresses', connected.addresses).is([...before.addresses, visitor.addressOn(two)].toSorted());
        await expect(from(peer).get(at(two))).toBeAnsweredBy(visitor);
      }
      fact('the interfaces and IP addresses after the disconnect', await state()).is(before);
    },
  );

  behaviour(
    'lifecycle.connect-keeps-connections',
    'Open connections of a container survive while it is connected to and disconnected from another network',
    {
      docs: onTheFly,
      relies: ['connect', 'peers', 'inspect-address'],
      controlsRely: ['disconnect'],
      why: 'Connecting a container to a network for debugging cuts the connections of its users.',
    },
    async () => {
      const { visitor, peer, one, two } = world;
      const [inward, outward] = await Promise.all([
        from(peer).openConnection(at(one)),
        from(visitor).openConnection(`http://${peer.addressOn(one)}`),
      ]);
      await visitor.connect(two);
      {
        await using _ = restoring(() => visitor.disconnect(two));
        await expect(from(peer).get(at(two))).toBeAnsweredBy(visitor);
      }
      const [inwardPage, outwardPage] = await Promise.all([inward.finish(), outward.finish()]);
      await expect(inwardPage).toBeAnsweredBy(visitor);
      await expect(outwardPage).toBeAnsweredBy(peer);
    },
  );

  behaviour(
    'lifecycle.connect-keeps-published',
    'Open connections to a published port survive while its container is connected to another network',
    {
      docs: onTheFly,
      needs: ['host-accepts-containers'],
      relies: ['connect', 'peers', 'published-ports', 'bridge-gateway', 'all-host-addresses', 'inspect-address'],
      controlsRely: ['disconnect'],
      why: 'Connecting a proxy to the network of a new service cuts the connections of all its users.',
    },
    async () => {
      const { visitor, peer, two } = world;
      const connection = await from(peer).openConnection(visitor.publishedAt(visitor.gateway));
      await visitor.connect(two);
      {
        await using _ = restoring(() => visitor.disconnect(two));
        await expect(from(peer).get(at(two))).toBeAnsweredBy(visitor);
      }
      await expect(connection.finish()).toBeAnsweredBy(visitor);
    },
  );

  behaviour(
    'lifecycle.gateway-change-keeps-published',
    'Open connections to a published port survive when a connect gives its container another default gateway',
    {
      docs: onTheFly,
      needs: ['host-accepts-containers'],
      relies: ['connect', 'peers', 'published-ports', 'bridge-gateway', 'all-host-addresses', 'inspect-address'],
      controlsRely: ['disconnect'],
      why: 'Whether a connect cuts the connections of all users of a proxy depends on the name of the network.',
    },
    async () => {
      const { visitor, peer, one, first } = world;
      const connection = await from(peer).openConnection(visitor.publishedAt(visitor.gateway));
      await visitor.connect(first);
      {
        await using _ = restoring(() => visitor.disconnect(first));
        await expect(from(peer).get(at(first))).toBeAnsweredBy(visitor);
        fact('the network with the default route', await networkOfDefaultRoute(visitor, [one, first])).is('first');
      }
      await expect(connection.finish()).toBeAnsweredBy(visitor);
    },
  );

  behaviour(
    'lifecycle.connect-before-start',
    'A container connected to a network while it is stopped is on that network once it starts',
    {
      docs: stoppedDocs,
      relies: ['connect', 'peers', 'inspect-address'],
      controlsRely: ['disconnect'],
      why: 'A container that is prepared before its start lacks the networks that it was connected to.',
    },
    async () => {
      const { visitor, peer, two } = world;
      await visitor.stop();
      await using _ = restoring(async () => {
        await visitor.start();
        await visitor.disconnect(two);
      });
      await visitor.connect(two);
      await visitor.start();
      await expect(from(peer).get(at(two))).toBeAnsweredBy(visitor);
    },
  );

  behaviour(
    'lifecycle.disconnect-before-start',
    'A container disconnected from a network while it is stopped is not on that network once it starts',
    {
      docs: 'https://github.com/moby/moby/issues/26220',
      relies: ['disconnect'],
      controlsRely: ['connect'],
      why: 'A container that was removed from a network for safety joins it again at its next start.',
    },
    async () => {
      const { visitor, left } = world;
      const before = (await state()).interfaces;
      await visitor.connect(left);
      await visitor.stop();
      await using _ = restoring(() => visitor.start());
      await visitor.disconnect(left);
      await visitor.start();
      fact('the networks of the container in inspect', await networksOf()).excludes(left.engineName);
      fact('the number of interfaces', (await state()).interfaces).is(before);
    },
  );

  behaviour(
    'lifecycle.disconnect-last',
    'A container disconnected from its last network has loopback only, and can be connected again',
    {
      docs: disconnectDocs,
      relies: ['connect', 'disconnect', 'peers', 'inspect-address'],
      why: 'A container that was isolated for an investigation still has an address, or must be created again.',
    },
    async () => {
      const { visitor, peer, one } = world;
      await visitor.disconnect(one);
      {
        await using _ = restoring(() => visitor.connect(one));
        fact('the interfaces and IP addresses', await state()).is({ interfaces: 1, addresses: ['127.0.0.1'] });
      }
      await expect(from(peer).get(at(one))).toBeAnsweredBy(visitor);
    },
  );
});
