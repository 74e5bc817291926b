import {
  behaviour,
  describe,
  expectNamesResolve,
  expectNamesUnknown,
  fact,
  randomName,
  scenario,
} from '../../helpers/behaviour/index.ts';

describe('A bridge network on an engine in a swarm', () => {
  const world = scenario(({ engineHost, network, nginx }) => {
    const manager = engineHost();
    const bridgenetwork = network({ driver: 'bridge', at: manager });
    return {
      manager,
      // the overlay network makes the host a swarm node
      overlaynetwork: network({ driver: 'overlay', across: [manager] }),
      bridgenetwork,
      client: nginx({ at: manager, on: bridgenetwork, alias: 'client' }),
      web: nginx({ at: manager, on: bridgenetwork, alias: 'web' }),
    };
  });

  behaviour(
    'names.in-swarm',
    'Names on a bridge network resolve while the engine is in a swarm',
    {
      docs: 'https://github.com/moby/moby/issues/51491',
      needs: ['two-engine-hosts', 'lab'],
      relies: ['alias', 'embedded-dns'],
      why: "Names on a host's bridge networks stop resolving once the host joins a swarm.",
    },
    async () => {
      const { client, web, overlaynetwork } = world;
      fact('the scope of the overlay network on the same engine', (await overlaynetwork.inspect()).Scope).is('swarm');
      await Promise.all([
        expectNamesResolve(client, [web.engineName, 'web', web.shortId], web),
        expectNamesUnknown(client, [randomName()]),
      ]);
    },
  );
});
