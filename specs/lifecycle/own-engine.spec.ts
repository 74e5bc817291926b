import { behaviour, describe, engineAt, expect, fact, from, scenario } from '../../helpers/behaviour/index.ts';

describe('Networks on an engine without other users', () => {
  const world = scenario(({ engineHost, network, nginx }) => {
    // an engine of its own: some engines remove a network in use, and are broken from then on
    const host = engineHost();
    const used = network({ driver: 'bridge', at: host });
    return { host, used, client: nginx({ at: host, on: used }), server: nginx({ at: host, on: used }) };
  });

  behaviour(
    'lifecycle.remove-in-use-by-id',
    'A network with a running container is not removed by its ID either, and keeps working',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/rm/',
      needs: ['lab'],
      relies: ['peers', 'inspect-address'],
      why: 'A test framework that removes networks by their IDs breaks the engine for all later tests.',
    },
    async () => {
      const { host, used, client, server } = world;
      const removal = await used.tryRemove('ID');
      fact('the answer to `docker network rm`', removal.kind).is('refused');
      const names = (await engineAt(host).networks()).map(({ Name }) => Name);
      fact('the networks of the engine', names).includes(used.engineName);
      await expect(from(client).get(server.url)).toBeAnsweredBy(server);
    },
  );
});
