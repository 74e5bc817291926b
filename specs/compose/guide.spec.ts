import {
  behaviour,
  describe,
  expect,
  expectNamesResolve,
  fromPublishingHost,
  scenario,
} from '../../helpers/behaviour/index.ts';

describe('nginx and Grafana in a Compose file', () => {
  const world = scenario(({ compose }) => ({
    guide: compose({
      services: {
        nginx: { image: 'nginx', networks: ['bridgenetwork'], ports: ['${PORT}:80'] },
        grafana: { image: 'grafana', networks: ['bridgenetwork'], ports: ['${PORT_2}:3000'] },
      },
      networks: { bridgenetwork: {} },
    }),
  }));

  behaviour(
    'compose.nginx-and-grafana',
    'A service reaches Grafana by its service name, and both answer at their published ports',
    {
      docs: 'https://docs.docker.com/compose/how-tos/networking/#default-network-and-service-discovery',
      needs: ['docker-compose'],
      relies: ['compose-service-name', 'compose-ports'],
      why: 'The first Compose file of every guide does not work: no service finds the other one, or nobody can open the page.',
    },
    async () => {
      const { guide } = world;
      const [nginx, grafana] = [guide.service('nginx'), guide.service('grafana')];
      await Promise.all([
        expectNamesResolve(nginx, ['grafana'], grafana),
        expect(fromPublishingHost.get(`http://127.0.0.1:${guide.valueOf('PORT')}`)).toBeAnsweredBy(nginx),
        expect(fromPublishingHost.get(`http://127.0.0.1:${guide.valueOf('PORT_2')}`)).toBeAnsweredBy(grafana),
      ]);
    },
  );
});
