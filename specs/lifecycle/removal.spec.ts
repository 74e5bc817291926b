import {
  behaviour,
  clientAddress,
  describe,
  expect,
  fact,
  from,
  reported,
  scenario,
  tracesOf,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/rm/';

describe('Networks that are removed, and containers on one of them', () => {
  const world = scenario(({ network, nginx }) => {
    const used = network({ driver: 'bridge' });
    return {
      used,
      client: nginx({ on: used }),
      server: nginx({ on: used }),
      // the engine gives a subnet that it chose to the next network at once
      passing: network({ driver: 'bridge', subnet: 'drawn', gateway: '.1' }),
      again: network({ driver: 'bridge', subnet: 'drawn' }),
      byName: network({ driver: 'bridge' }),
      byId: network({ driver: 'bridge' }),
      byShortId: network({ driver: 'bridge' }),
    };
  });

  behaviour(
    'lifecycle.remove-in-use',
    'A network with a running container is not removed, and keeps working',
    {
      docs,
      relies: ['peers', 'inspect-address'],
      why: 'A clean-up script that removes networks cuts off the containers that run on them.',
    },
    async () => {
      const { used, client, server } = world;
      const removal = await used.tryRemove();
      fact('the answer to `docker network rm`', removal.kind).is('refused');
      fact('whether the engine still lists the network', await used.isListed()).is(true);
      await expect(from(client).get(server.url)).toBeAnsweredBy(server);
    },
  );

  behaviour(
    'lifecycle.remove-in-use-says-who',
    'The refusal to remove a network in use is a conflict that names the containers on it',
    {
      docs: 'https://docs.docker.com/engine/release-notes/28/#2810',
      why: 'Users have to inspect every container to find the one that keeps a network.',
    },
    async () => {
      const { used, client, server } = world;
      const removal = await used.tryRemove();
      const { status, message } = removal.kind === 'refused' ? removal : { status: 0, message: removal.kind };
      fact('the HTTP status of the refusal', status).is(403);
      for (const { name, engineName } of [client, server])
        fact(`whether the refusal has the name of ${name}`, message.includes(engineName)).is(true);
    },
  );

  behaviour(
    'lifecycle.removed-by-id',
    'An unused network is removed by its name, its ID or the first digits of its ID',
    {
      docs,
      why: 'Scripts that remove what `docker network ls --quiet` lists leave networks behind.',
    },
    async () => {
      const { byName, byId, byShortId } = world;
      const areListed = () => Promise.all([byName, byId, byShortId].map((network) => network.isListed()));
      fact('whether the networks are listed before', await areListed()).is([true, true, true]);
      const removals = [
        await byName.tryRemove('name'),
        await byId.tryRemove('ID'),
        await byShortId.tryRemove('short ID'),
      ];
      fact(
        'the answers to `docker network rm`',
        removals.map(({ kind }) => kind),
      ).is(['removed', 'removed', 'removed']);
      fact('whether the networks are listed afterwards', await areListed()).is([false, false, false]);
    },
  );

  behaviour(
    'lifecycle.removed-leaves-nothing',
    'A removed network leaves no bridge interface, IP address or route on the host',
    {
      docs,
      needs: ['visible-bridges'],
      relies: ['connect', 'bridge-gateway'],
      controlsRely: ['disconnect'],
      why: 'Test suites that create thousands of networks fill the host with interfaces and routes until nothing works.',
    },
    async () => {
      const { passing, client } = world;
      const traces = await tracesOf(passing);
      await client.connect(passing);
      const before = await traces();
      const bridge = reported('the interface to which the subnet is routed', before.routes[0]);
      fact('the interfaces with the address of the gateway', before.bridges).includes(bridge);
      fact('the interfaces of the host', before.interfaces).includes(bridge);
      await client.disconnect(passing);
      await passing.remove();
      const after = await traces();
      fact('the bridges and routes after its removal', [after.bridges, after.routes]).is([[], []]);
      fact('the interfaces of the host after its removal', after.interfaces).excludes(bridge);
    },
  );

  behaviour(
    'lifecycle.created-again',
    'A removed network can be created again at once, with the same name, subnet and static addresses',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/compose/down/',
      relies: ['connect', 'peers', 'peer-address', 'inspect-address', 'static-at-connect'],
      controlsRely: ['disconnect'],
      why: 'A project that is taken down and up again fails because its addresses are still in use.',
    },
    async () => {
      const { again, client, server } = world;
      const expectAnswer = async () => {
        await client.connect(again);
        await server.connect(again, { ip: '.10' });
        fact('the static IP address in inspect', server.addressOn(again)).is(again.addressAt('.10'));
        const page = await from(client).get(`http://${server.addressOn(again)}`);
        await expect(page).toBeAnsweredBy(server);
        // a rule that translates addresses for the former bridge would hide it
        fact('the client address that the server sees', clientAddress(page)).is(client.addressOn(again));
        await Promise.all([client.disconnect(again), server.disconnect(again)]);
      };
      await expectAnswer();
      await again.remove();
      await again.createAgain();
      await expectAnswer();
    },
  );
});
