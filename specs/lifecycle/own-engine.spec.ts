import { behaviour, describe, engineAt, expect, fact, from, scenario } from '../../helpers/behaviour/index.ts';

describe('Networks on an engine without other users', () => {
  const world = scenario(({ engineHost, network, nginx }) => {
    // an engine of its own: some engines remove a network in use, and are broken from then on
    const host = engineHost();
    const used = network({ driver: 'bridge', at: host });
    const unused = network({ driver: 'bridge', at: host });
    return { host, unused, used, server: nginx({ at: host, on: used }) };
  });

  behaviour(
    'lifecycle.remove-in-use-by-id',
    'Removing a network by its ID is refused while a container runs on it, and the network keeps working',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/rm/',
      needs: ['lab'],
      relies: ['inspect-address'],
      why: 'A test framework that removes networks by their IDs breaks the engine for all later tests.',
    },
    async () => {
      const { host, used, server } = world;
      const removal = await used.tryRemove('ID');
      fact('the answer to `docker network rm`', removal.kind).is('refused');
      fact('whether the engine still lists the network', await used.isListed()).is(true);
      await expect(from(host).get(server.url)).toBeAnsweredBy(server);
    },
  );

  behaviour(
    'lifecycle.prune-keeps-predefined',
    '`docker network prune` without a filter removes the unused networks and keeps the predefined ones',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/prune/#filter',
      needs: ['lab'],
      why: 'After a clean-up, no container without `--network` starts any more.',
    },
    async () => {
      const { host, unused, used } = world;
      const others = async () => {
        const names = (await engineAt(host).networks()).map(({ Name }) => Name);
        return names.filter((name) => ![unused.engineName, used.engineName].includes(name)).toSorted();
      };
      const before = await others();
      fact('the predefined networks before', before).includes('bridge');
      fact('the removed networks', await engineAt(host).pruneAllNetworks()).includes(unused.engineName);
      fact('whether the unused network is still listed', await unused.isListed()).is(false);
      fact('the predefined networks afterwards', await others()).is(before);
    },
  );
});
