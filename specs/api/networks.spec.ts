import {
  behaviour,
  describe,
  endpointsOf,
  expect,
  expectNamesResolve,
  fact,
  from,
  predefinedHost,
  reported,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

const inspected =
  'https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerInspect';

describe('Containers on a network, one of them by its ID', () => {
  const world = scenario(({ network, nginx }) => {
    const [bridge, gone] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    return {
      bridge,
      gone,
      client: nginx({ on: bridge, alias: ['one', 'two'] }),
      byId: nginx({ on: bridge, networkBy: 'short ID', alias: 'by-id' }),
    };
  });

  behaviour(
    'api.name-taken',
    'A second network with the name of another one is refused as a conflict, and the first one stays',
    {
      docs: 'https://docs.docker.com/reference/api/engine/version/v1.47/#tag/Network/operation/NetworkCreate',
      relies: ['unique-network-name', 'network-by-id', 'peers', 'inspect-address'],
      why: 'Containers of one project are on two networks of one name, and half of them do not find the other half.',
    },
    async () => {
      const { bridge, client, byId } = world;
      const before = await bridge.inspect();
      const second = await bridge.tryCreateTwice();
      fact('the HTTP status of the second creation', second.kind === 'refused' ? second.status : second.kind).is(409);
      fact('the ID of the network with that name', (await bridge.inspect()).Id).is(before.Id);
      await expect(from(client).get(byId.url)).toBeAnsweredBy(byId);
    },
  );

  behaviour(
    'api.network-unknown',
    'A network that does not exist is answered with 404: to inspect, to remove and to connect to it',
    {
      docs: 'https://docs.docker.com/reference/api/engine/version/v1.47/#tag/Network/operation/NetworkInspect',
      relies: ['connect'],
      why: 'Tools that create a network where it is missing take the error for another one, and give up.',
    },
    async () => {
      const { gone, client } = world;
      const before = await endpointsOf(client);
      await gone.remove();
      const [inspect, remove] = [await gone.tryInspect(), await gone.tryRemove()];
      const connect = await client.tryConnect(gone);
      const statuses = [inspect, remove, connect].map((answer) => (answer && 'status' in answer ? answer.status : 200));
      fact('the HTTP statuses of inspect, remove and connect', statuses).is([404, 404, 404]);
      fact('the endpoints of the container', await endpointsOf(client)).is(before);
    },
  );

  behaviour(
    'api.connect-twice',
    'Connecting a container to a network that it is on is answered with 403, and changes nothing',
    {
      docs: 'https://docs.docker.com/reference/api/engine/version/v1.47/#tag/Network/operation/NetworkConnect',
      relies: ['connect', 'network-by-id', 'alias', 'every-alias', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'A script that connects a container once more cuts it off, or takes its address or its names.',
    },
    async () => {
      const { bridge, client, byId } = world;
      const before = await endpointsOf(client);
      const refusal = await client.tryConnect(bridge);
      fact('the HTTP status of the second connection', refusal?.status ?? 200).is(403);
      fact('the endpoints of the container', await endpointsOf(client)).is(before);
      await expectNamesResolve(byId, ['one', 'two'], client);
    },
  );

  behaviour(
    'api.connect-host',
    'Connecting a container to the network `host` is refused with 400, and changes nothing',
    {
      docs: 'https://docs.docker.com/reference/api/engine/version/v1.47/#tag/Network/operation/NetworkConnect',
      relies: ['connect', 'stop'],
      why: 'A container that was separated from the host gets its network by a mistake.',
    },
    async () => {
      const { client } = world;
      const before = await endpointsOf(client);
      const [namespace, interfaces] = await stack(client);
      const refusal = await client.tryConnect(predefinedHost);
      fact('the HTTP status of the connection', refusal?.status ?? 200).is(400);
      fact('the endpoints of the container', await endpointsOf(client)).is(before);
      fact('the network namespace and the interfaces afterwards', await stack(client)).is([namespace, interfaces]);
      await client.stop();
      await using _ = restoring(() => client.start());
      const [stopped, { State }] = [await endpointsOf(client), await client.inspect()];
      fact('whether the container runs after `docker stop`', State.Running).is(false);
      const again = await client.tryConnect(predefinedHost);
      fact('the HTTP status of the connection of the stopped container', again?.status ?? 200).is(400);
      fact('the endpoints of the stopped container', await endpointsOf(client)).is(stopped);
      await client.start();
      const [, restarted] = await stack(client);
      fact('the interfaces after the next start', restarted).is(interfaces);
    },
  );

  behaviour(
    'api.by-id',
    'A container can be created on a network by the first digits of its ID',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/container/run/#network',
      relies: ['network-by-id', 'alias', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'Tools that remember IDs, because names may be used again, cannot start containers.',
    },
    async () => {
      const { bridge, client, byId } = world;
      // listed by its name and, where it has an alias, by the digits as well
      const endpoints = Object.values(byId.inspectedAtStart().NetworkSettings.Networks);
      const { Id } = await bridge.inspect();
      fact('the networks of the container', [...new Set(endpoints.map(({ NetworkID }) => NetworkID))]).is([Id]);
      await expectNamesResolve(client, ['by-id'], byId);
    },
  );

  behaviour(
    'api.aliases-as-given',
    'Inspect shows the aliases of a container as they were given, and no others',
    {
      docs: inspected,
      relies: ['alias', 'every-alias'],
      why: 'Tools that copy a container give the new one the ID of the old one as a name.',
    },
    async () => {
      const endpoint = reported('the endpoint in inspect', world.client.endpoint);
      const { Aliases } = endpoint as { readonly Aliases?: readonly string[] };
      fact('the aliases in inspect', reported('the aliases in inspect', Aliases).toSorted()).is(['one', 'two']);
    },
  );

  const stack = async (container: typeof world.client) => {
    const [namespace, interfaces] = await Promise.all([
      from(container).networkNamespace(),
      from(container).interfaces(),
    ]);
    return [namespace, interfaces.map(({ name }) => name)] as const;
  };
});
