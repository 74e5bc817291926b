import {
  behaviour,
  closedTo,
  describe,
  expect,
  expectNamesResolve,
  expectNamesUnknown,
  expectingNoAnswer,
  fact,
  from,
  randomName,
  reported,
  scenario,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const several = 'https://docs.docker.com/compose/how-tos/networking/#connecting-multiple-compose-projects';

const storeName = randomName('store');

describe('Two projects from one Compose file, and two others, on one external network', () => {
  const world = scenario(({ network, compose }) => {
    const shared = network({ driver: 'bridge', labels: { purpose: 'shared' } });
    const file = {
      services: { api: { networks: ['default', 'shared'] }, [storeName]: {} },
      networks: { shared: { external: shared } },
    };
    return {
      shared,
      north: compose(file),
      south: compose(file),
      shop: compose({
        services: { client: { networks: ['shared', 'own'] } },
        networks: { shared: { external: shared }, own: {} },
      }),
      // nobody else uses it
      closing: compose({
        services: { visitor: { networks: ['shared', 'own'] } },
        networks: { shared: { external: shared }, own: {} },
      }),
    };
  });
  const storeOf = (project: 'north' | 'south') => world[project].service(storeName);
  const onShared = (container: ReturnType<typeof world.north.service>) => ({
    name: container.name,
    address: container.addressOn(world.shared),
  });

  const probes = sharedProbes({
    across: () => from(storeOf('north')).reach(storeOf('south'), expectingNoAnswer),
    back: () => from(storeOf('south')).reach(storeOf('north'), expectingNoAnswer),
    intoPrivate: () => from(world.shop.service('client')).reach(storeOf('north'), expectingNoAnswer),
    inNorth: () => from(world.north.service('api')).reach(storeOf('north')),
    inSouth: () => from(world.south.service('api')).reach(storeOf('south')),
    northGetsStore: () => from(world.north.service('api')).get(`http://${storeName}`),
    southGetsStore: () => from(world.south.service('api')).get(`http://${storeName}`),
  });

  behaviour(
    'compose.projects-isolated',
    'Two projects started from the same Compose file do not reach each other',
    {
      docs: several,
      needs: ['docker-compose', 'engine-firewall', 'ip-forwarding'],
      relies: ['compose-isolation', 'compose-service-name'],
      why: 'A test environment writes to the database of another one that was started from the same file.',
      security: closedTo('a container of another project', 'a service without published ports'),
    },
    async () => {
      await expect(probes.northGetsStore).toBeAnsweredBy(storeOf('north'));
      await expect(probes.southGetsStore).toBeAnsweredBy(storeOf('south'));
      await expect(probes.across).toBeClosed({ control: probes.inSouth });
      await expect(probes.back).toBeClosed({ control: probes.inNorth });
    },
  );

  behaviour(
    'compose.external-shared',
    'Services of two projects on one external network reach each other by service name',
    {
      docs: several,
      needs: ['docker-compose'],
      relies: ['compose-service-name', 'compose-external'],
      why: 'A reverse proxy with a Compose file of its own does not find the applications of the other projects.',
    },
    async () => {
      const client = world.shop.service('client');
      const both = [world.north, world.south].map((project) => project.service('api'));
      await Promise.all(both.map((api) => expectNamesResolve(api, ['client'], client, onShared(client))));
      const page = await from(client).get('http://api');
      fact(
        'whether an api of them answers',
        both.some(({ identity }) => 'by' in page && page.by === identity),
      ).is(true);
    },
  );

  behaviour(
    'compose.shared-and-private',
    'Projects on a shared network cannot reach a database on the private network of another project',
    {
      docs: 'https://docs.docker.com/compose/how-tos/networking/#hybrid-networking',
      needs: ['docker-compose', 'engine-firewall', 'ip-forwarding'],
      relies: ['compose-isolation'],
      controlsRely: ['compose-service-name'],
      why: 'Sharing a network for one service opens the whole project to others.',
      security: closedTo('a container of a project on a shared network', "a service on another project's own network"),
    },
    async () => {
      await expect(probes.intoPrivate).toBeClosed({ control: probes.inNorth });
      const control = { control: await probes.northGetsStore, answeredBy: storeOf('north') };
      await expectNamesUnknown(world.shop.service('client'), [storeName], control);
    },
  );

  behaviour(
    'compose.external-name-clash',
    'A service name used by two projects on one external network resolves to containers of both',
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#aliases',
      needs: ['docker-compose'],
      relies: ['compose-service-name', 'compose-external'],
      why: 'Requests for one\'s own "db" go to the database of another project half of the time.',
    },
    async () => {
      const client = from(world.shop.service('client'));
      const both = [world.north, world.south].map((project) => onShared(project.service('api')));
      await expect(client.lookup('api')).toResolveTo(...both);
      await expect(client.systemLookup('api')).toResolveTo(...both);
    },
  );

  behaviour(
    'compose.down',
    '`docker compose down` removes the networks of its project, and leaves external and other networks',
    {
      docs: 'https://docs.docker.com/reference/compose-file/networks/#external',
      needs: ['docker-compose'],
      relies: ['compose-down', 'compose-service-name'],
      why: 'Stopping one application cuts off all others on the shared network, or networks pile up until none is free.',
    },
    async () => {
      const { closing, shared, north, south } = world;
      const before = await shared.inspect();
      const labels = Object.keys(reported('the labels in inspect', before.Labels));
      const ofCompose = labels.filter((label) => label.startsWith('com.docker.compose.'));
      fact('the labels of Docker Compose on the external network', ofCompose).is([]);
      fact("whether the project's own network is there", await closing.network('own').isListed()).is(true);
      await closing.down();
      fact("whether the project's own network is there after down", await closing.network('own').isListed()).is(false);
      fact("whether another project's network is there", await north.network('default').isListed()).is(true);
      fact('the ID of the external network', (await shared.inspect()).Id).is(before.Id);
      await expect(from(north.service('api')).get(`http://${storeName}`)).toBeAnsweredBy(storeOf('north'));
      const [other, { address }] = [south.service('api'), onShared(south.service('api'))];
      await expect(from(north.service('api')).get(`http://${address}`)).toBeAnsweredBy(other);
    },
  );
});
