import {
  behaviour,
  closedTo,
  describe,
  expect,
  expectNamesResolve,
  expectingNoAnswer,
  from,
  fromEngineHost,
  scenario,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/compose/how-tos/networking/#internal-networks';

describe('Services on an internal network, on a public one, and on both', () => {
  const world = scenario(({ compose, lanHost }) => ({
    lanHost: lanHost(),
    shop: compose({
      services: {
        db: { networks: ['inside'] },
        worker: { networks: ['inside', 'outside'] },
        web: { networks: ['outside'] },
      },
      networks: { inside: { internal: true }, outside: {} },
    }),
  }));
  const of = (service: string) => world.shop.service(service);
  const workerInside = () => of('worker').addressOn(world.shop.network('inside'));

  const probes = sharedProbes({
    dbToOutside: () => from(of('db')).reach(of('web'), expectingNoAnswer),
    webToInside: () => from(of('web')).reach(of('db'), expectingNoAnswer),
    dbToLan: () => from(of('db')).reach(world.lanHost, expectingNoAnswer),
    hostToDb: () => fromEngineHost.reach(of('db'), expectingNoAnswer),
    webToLan: () => from(of('web')).reach(world.lanHost),
    workerToLan: () => from(of('worker')).reach(world.lanHost),
    workerToWeb: () => from(of('worker')).reach(of('web')),
    workerToDb: () => from(of('worker')).reach(of('db')),
  });

  behaviour(
    'compose.internal',
    'Services on an internal network reach each other, but no LAN host and no container of another network',
    {
      docs,
      needs: ['docker-compose', 'engine-firewall', 'lan-host'],
      relies: ['compose-internal', 'compose-service-name'],
      why: 'A database on an internal network sends its data to anybody, or is reached by others.',
      security: closedTo('a container on another network', 'a service on an internal network'),
    },
    async () => {
      await expect(probes.workerToDb).toBeOpen();
      await expectNamesResolve(of('db'), ['worker'], of('worker'), {
        name: of('worker').name,
        address: workerInside(),
      });
      await expect(probes.dbToLan).toBeClosed({ control: probes.webToLan });
      await expect(probes.dbToOutside).toBeClosed({ control: probes.workerToWeb });
      await expect(probes.webToInside).toBeClosed({ control: probes.workerToDb });
    },
  );

  behaviour(
    'compose.internal-and-public',
    'A service on an internal and a public network still reaches other hosts',
    {
      docs,
      needs: ['docker-compose', 'engine-firewall', 'lan-host'],
      relies: ['compose-service-name'],
      why: 'The worker of an application loses the internet as soon as its database is on an internal network.',
    },
    async () => {
      await expect(probes.workerToLan).toBeOpen();
      await expect(from(of('worker')).get('http://db')).toBeAnsweredBy(of('db'));
    },
  );

  behaviour(
    'compose.internal-host',
    "A service on an internal network is not reached from the engine's host",
    {
      docs,
      needs: ['docker-compose', 'host-network', 'visible-bridges', 'engine-firewall', 'lan-host'],
      why: 'Every program and user of the host reaches a database on an internal network.',
      security: closedTo("a program of the engine's host", 'a service on an internal network'),
    },
    async () => {
      await expect(probes.hostToDb).toBeClosed({ control: probes.workerToDb });
    },
  );
});
