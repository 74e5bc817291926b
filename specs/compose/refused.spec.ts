import { behaviour, describe, fact, scenario } from '../../helpers/behaviour/index.ts';

describe('Compose files that Docker Compose or the engine should refuse', () => {
  const world = scenario(({ compose }) => ({
    sharing: compose({
      services: { owner: {}, sidecar: { network_mode: 'service:owner', ports: ['8080'] } },
      later: true,
    }),
    publishing: compose({ services: { onhost: { network_mode: 'host', ports: ['${PORT}:80'] } }, later: true }),
    lost: compose({
      services: { api: { networks: ['missing'] }, other: {} },
      networks: { missing: { external: true, name: '${PROJECT}-missing' } },
      later: true,
    }),
  }));

  behaviour(
    'compose.mode-service-ports',
    'A service with network_mode service:NAME cannot publish ports of its own',
    {
      docs: 'https://docs.docker.com/engine/network/#container-networks',
      needs: ['docker-compose'],
      relies: ['compose-mode-service'],
      why: 'The Compose file has a port that is never published, and nothing says so.',
    },
    async () => {
      const upped = await world.sharing.tryUp();
      fact('the outcome of `docker compose up`', upped.kind).is('refused');
      const reason = upped.kind === 'refused' ? upped.printed : 'up';
      fact('the reason', reason).satisfies('about conflicting options', (printed) =>
        /conflicting options/.test(printed),
      );
    },
  );

  behaviour(
    'compose.mode-host-ports',
    'Docker Compose refuses published ports on a service with network_mode host',
    {
      docs: 'https://docs.docker.com/reference/compose-file/services/#ports',
      needs: ['docker-compose', 'host-network'],
      why: 'The Compose file has a mapping that is ignored: the program listens at another port than the file says.',
    },
    async () => {
      fact('the outcome of `docker compose up`', (await world.publishing.tryUp()).kind).is('refused');
    },
  );

  behaviour(
    'compose.external-missing',
    'Docker Compose refuses to start services whose external network does not exist',
    {
      docs: 'https://docs.docker.com/compose/how-tos/networking/#connecting-multiple-compose-projects',
      needs: ['docker-compose'],
      why: 'Services start on a network of their own, and find nobody.',
    },
    async () => {
      const { lost } = world;
      const upped = await lost.tryUp();
      fact('the outcome of `docker compose up`', upped.kind).is('refused');
      const reason = upped.kind === 'refused' ? upped.printed : 'up';
      fact('the reason', reason).satisfies('that the network was not found', (printed) =>
        /not (be )?found/.test(printed),
      );
      fact(
        'the containers of the project',
        lost.containers.map(({ name }) => name),
      ).is([]);
    },
  );
});
