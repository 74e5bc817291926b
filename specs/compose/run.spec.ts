import {
  behaviour,
  describe,
  expect,
  expectNamesResolve,
  expectNoHostPort,
  fact,
  from,
  fromPublishingHost,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/compose/run/';

describe('One-off containers of docker compose run, beside the service', () => {
  const world = scenario(({ compose }) => ({
    shop: compose({ services: { web: { ports: ['${PORT}:80'] }, client: {} } }),
  }));

  behaviour(
    'compose.run-no-ports',
    'A one-off container of docker compose run publishes no ports without --publish',
    {
      docs,
      needs: ['docker-compose'],
      relies: ['compose-run'],
      controlsRely: ['compose-ports'],
      why: 'A migration cannot be run beside the running service, because its host port is in use.',
    },
    async () => {
      const { shop } = world;
      const web = shop.service('web');
      const oneOff = await shop.runOneOff('web');
      fact('the bindings of 80/tcp in inspect', oneOff.bindings(80)).is([]);
      await expectNoHostPort(oneOff, { control: web });
      await expect(fromPublishingHost.get(`http://127.0.0.1:${shop.valueOf('PORT')}`)).toBeAnsweredBy(web);
      const publishing = await shop.runOneOff('web', { publish: '80' });
      await expect(fromPublishingHost.get(publishing.publishedAt('127.0.0.1'))).toBeAnsweredBy(publishing);
      await Promise.all([oneOff.remove(), publishing.remove()]);
    },
  );

  behaviour(
    'compose.run-no-service-name',
    'A one-off container of docker compose run does not answer to the service name without --use-aliases',
    {
      docs,
      needs: ['docker-compose'],
      relies: ['compose-run', 'compose-service-name'],
      why: 'Requests for the service go to a shell or a migration that somebody started beside it.',
    },
    async () => {
      const { shop } = world;
      const [web, client] = [shop.service('web'), shop.service('client')];
      const oneOff = await shop.runOneOff('web');
      await expectNamesResolve(client, ['web'], web);
      await expect(from(oneOff).get('http://client')).toBeAnsweredBy(client);
      const named = await shop.runOneOff('web', { useAliases: true });
      await expect(from(client).lookup('web')).toResolveTo(web, named);
      await Promise.all([oneOff.remove(), named.remove()]);
    },
  );
});
