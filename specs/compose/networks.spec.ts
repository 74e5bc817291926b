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
  required,
  scenario,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const [proxyName, dbName] = [randomName('proxy'), randomName('db')];
const [forProxy, forDb] = [randomName('api-for-proxy'), randomName('api-for-db')];

describe('A proxy, a service and a database on two networks, and a service on the default network', () => {
  const world = scenario(({ compose }) => ({
    shop: compose({
      services: {
        [proxyName]: { networks: ['front'] },
        api: {
          networks: { default: {}, front: { aliases: [forProxy] }, back: { aliases: [forDb] } },
        },
        [dbName]: { networks: ['back'] },
        worker: {},
      },
      networks: { front: {}, back: { name: '${PROJECT}.storage' } },
    }),
  }));
  const of = (service: string) => world.shop.service(service);
  const apiOn = (network: string) => ({
    name: of('api').name,
    address: of('api').addressOn(world.shop.network(network)),
  });

  const probes = sharedProbes({
    proxyToDb: () => from(of(proxyName)).reach(of(dbName), expectingNoAnswer),
    dbToProxy: () => from(of(dbName)).reach(of(proxyName), expectingNoAnswer),
    workerToProxy: () => from(of('worker')).reach(of(proxyName), expectingNoAnswer),
    proxyToWorker: () => from(of(proxyName)).reach(of('worker'), expectingNoAnswer),
    apiToDb: () => from(of('api')).reach(of(dbName)),
    apiToProxy: () => from(of('api')).reach(of(proxyName)),
    apiToWorker: () => from(of('api')).reach(of('worker')),
    apiGetsDb: () => from(of('api')).get(`http://${dbName}`),
    apiGetsProxy: () => from(of('api')).get(`http://${proxyName}`),
    apiGetsWorker: () => from(of('api')).get('http://worker'),
  });

  behaviour(
    'compose.separate-networks',
    "Services without a network in common neither reach each other nor resolve each other's names",
    {
      docs: 'https://docs.docker.com/reference/compose-file/networks/#examples',
      needs: ['docker-compose', 'engine-firewall', 'ip-forwarding'],
      relies: ['compose-isolation'],
      controlsRely: ['compose-service-name'],
      why: 'An intruder in the proxy reaches the database, which the Compose file keeps on another network.',
      security: closedTo('a service of the project on another network', 'a service without published ports'),
    },
    async () => {
      const [proxy, db] = [of(proxyName), of(dbName)];
      await expect(probes.proxyToDb).toBeClosed({ control: probes.apiToDb });
      await expect(probes.dbToProxy).toBeClosed({ control: probes.apiToProxy });
      await Promise.all([
        expectNamesUnknown(proxy, [dbName], { control: await probes.apiGetsDb, answeredBy: db }),
        expectNamesUnknown(db, [proxyName], { control: await probes.apiGetsProxy, answeredBy: proxy }),
      ]);
    },
  );

  behaviour(
    'compose.networks-replace-default',
    "A service that lists its networks is not on the project's default network, unless it lists that as well",
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#implicit-default-network',
      needs: ['docker-compose', 'engine-firewall', 'ip-forwarding'],
      relies: ['compose-isolation', 'compose-default-network', 'compose-service-name'],
      why: 'A service that was moved to a network of its own is still open to all others of the project.',
    },
    async () => {
      const { shop } = world;
      const [proxy, worker] = [of(proxyName), of('worker')];
      const networksOf = (service: string) => Object.keys(of(service).inspectedAtStart().NetworkSettings.Networks);
      const [front, back, usual] = ['front', 'back', 'default'].map((name) => shop.network(name).engineName);
      fact('the networks of proxy in inspect', networksOf(proxyName)).is([required('network', front)]);
      const three = [front, back, usual].map((name) => required('network', name)).toSorted();
      fact('the networks of api in inspect', networksOf('api').toSorted()).is(three);
      await expect(probes.workerToProxy).toBeClosed({ control: probes.apiToProxy });
      await expect(probes.proxyToWorker).toBeClosed({ control: probes.apiToWorker });
      await expect(probes.apiGetsWorker).toBeAnsweredBy(worker);
      await expectNamesUnknown(worker, [proxyName], { control: await probes.apiGetsProxy, answeredBy: proxy });
    },
  );

  behaviour(
    'compose.alias-on-network',
    'A network alias resolves to its service on that network, and is unknown on every other',
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#aliases',
      needs: ['docker-compose'],
      relies: ['compose-alias', 'compose-service-name'],
      why: 'A service that has another name for each of its networks resolves by the wrong one, or not at all.',
    },
    async () => {
      const [proxy, db, api] = [of(proxyName), of(dbName), of('api')];
      await Promise.all([
        expectNamesResolve(proxy, [forProxy, 'api'], api, apiOn('front')),
        expectNamesResolve(db, [forDb, 'api'], api, apiOn('back')),
        expectNamesUnknown(proxy, [forDb]),
        expectNamesUnknown(db, [forProxy]),
      ]);
    },
  );

  behaviour(
    'compose.network-name',
    "A network with a custom name is created under that very name, without the project's name in front",
    {
      docs: 'https://docs.docker.com/reference/compose-file/networks/#name',
      needs: ['docker-compose'],
      relies: ['compose-network-name', 'compose-service-name'],
      why: 'Other projects and scripts do not find the network by the name that its Compose file gives it.',
    },
    async () => {
      const back = world.shop.network('back');
      fact('the name of the network', back.engineName).is(`${world.shop.engineName}.storage`);
      fact('whether the engine lists it', await back.isListed()).is(true);
      fact('the networks of db in inspect', Object.keys(of(dbName).inspectedAtStart().NetworkSettings.Networks)).is([
        back.engineName,
      ]);
      await expect(probes.apiGetsDb).toBeAnsweredBy(of(dbName));
    },
  );
});
