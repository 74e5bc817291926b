import {
  behaviour,
  describe,
  expect,
  expectNamesResolve,
  fact,
  from,
  fromPublishingHost,
  nonEmpty,
  reported,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

describe('Scaled services', () => {
  const world = scenario(({ compose }) => ({
    shop: compose({ services: { web: { ports: ['80'], scale: 2 }, client: {} } }),
    ranged: compose({ services: { web: { ports: ['${PORT}-${PORT_2}:80'], scale: 2 } }, later: true }),
  }));

  behaviour(
    'compose.port-of-each-replica',
    'Each replica gets a host port of its own, which docker compose port --index prints',
    {
      docs: 'https://docs.docker.com/compose/how-tos/networking/#inspect-port-mappings',
      needs: ['docker-compose'],
      relies: ['compose-ports'],
      why: 'A scaled service cannot be reached from outside, because nobody knows the port of a replica.',
    },
    async () => {
      const { shop } = world;
      const replicas = shop.replicas('web');
      fact('the number of replicas', replicas.length).is(2);
      for (const [position, replica] of nonEmpty('the replicas', replicas).entries()) {
        const options = { index: position + 1 };
        const { address, port } = reported('what `docker compose port` prints', await shop.port('web', 80, options));
        const bound = replica.bindings(80).map(({ HostPort }) => HostPort);
        fact(`the host ports of replica ${position + 1}, of which one is printed`, bound).includes(port);
        const url = `http://${address.includes(':') ? '[::1]' : '127.0.0.1'}:${port}`;
        await expect(fromPublishingHost.get(url)).toBeAnsweredBy(replica);
      }
    },
  );

  behaviour(
    'compose.scaled-name',
    'The name of a scaled service resolves to all of its replicas, those added later as well, and to no removed one',
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#aliases',
      needs: ['docker-compose'],
      relies: ['compose-service-name'],
      why: 'One replica gets all requests, or requests go to a replica that was removed.',
    },
    async () => {
      const { shop } = world;
      const client = shop.service('client');
      const both = shop.replicas('web');
      const [first, second] = both as [typeof client, typeof client];
      await expect(from(client).lookup('web')).toResolveTo(...both);
      await expect(from(client).systemLookup('web')).toResolveTo(...both);
      await Promise.all(
        nonEmpty('the replicas', both).map((replica) =>
          expect(from(client).get(`http://${replica.engineName}`)).toBeAnsweredBy(replica),
        ),
      );
      fact('whether the replicas are two servers', first.identity).isNot(second.identity);
      {
        await using _ = restoring(() => shop.scale('web', 2));
        await shop.scale('web', 1);
        await expectNamesResolve(client, ['web'], shop.service('web'));
      }
      const again = shop.replicas('web');
      fact('the number of replicas, scaled up again', again.length).is(2);
      await expect(from(client).lookup('web')).toResolveTo(...again);
      await expect(from(client).systemLookup('web')).toResolveTo(...again);
    },
  );

  behaviour(
    'compose.ports-range-scaled',
    'Each replica of a scaled service is published on a free host port of the range',
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#ports',
      needs: ['docker-compose'],
      relies: ['compose-ports'],
      why: 'Only the first replica of a scaled service with fixed ports starts.',
    },
    async () => {
      const { ranged } = world;
      await ranged.up();
      const range = [ranged.valueOf('PORT'), ranged.valueOf('PORT_2')].map(Number);
      const replicas = ranged.replicas('web');
      fact('the host ports of the replicas', new Set(replicas.map((replica) => replica.hostPort()))).is(new Set(range));
      for (const replica of nonEmpty('the replicas', replicas))
        await expect(fromPublishingHost.get(replica.publishedAt('127.0.0.1'))).toBeAnsweredBy(replica);
    },
  );
});
