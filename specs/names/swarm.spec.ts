import { behaviour, describe, expect, fact, from, scenario } from '../../helpers/behaviour/index.ts';

describe('a bridge network on an engine that is in a swarm', () => {
  const world = scenario(({ engineHost, network, nginx }) => {
    const manager = engineHost();
    const bridgenetwork = network({ driver: 'bridge', at: manager });
    return {
      manager,
      // an overlay is what makes a swarm of the host
      overlaynetwork: network({ driver: 'overlay', across: [manager] }),
      bridgenetwork,
      asker: nginx({ at: manager, on: bridgenetwork, alias: 'asker' }),
      web: nginx({ at: manager, on: bridgenetwork, alias: 'web' }),
    };
  });

  behaviour(
    'names.in-swarm',
    'names on a bridge network resolve while the engine is in a swarm',
    { docs: 'https://github.com/moby/moby/issues/51491', needs: ['lab'] },
    async () => {
      const { asker, web, overlaynetwork } = world;
      const names = [web.engineName, 'web', web.shortId];
      const [overlay, page, found, nobody] = await Promise.all([
        overlaynetwork.inspect(),
        from(asker).get('http://web'),
        from(asker).lookups(names),
        from(asker).lookup('nobody'),
      ]);
      fact('the scope of the overlay beside it', overlay.Scope).is('swarm');
      await expect(page).toBeAnsweredBy(web);
      for (const name of found) await expect(name).toResolveTo(web);
      await expect(nobody).toBeUnresolved({ whereas: page, isAnsweredBy: web }, 'NXDOMAIN');
    },
  );
});
