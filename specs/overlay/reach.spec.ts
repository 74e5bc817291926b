import { behaviour, describe, expect, from, scenario, untilNamesResolve } from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/overlay/';

describe('Two containers on an overlay network across two hosts', () => {
  const world = scenario(({ engineHost, network, nginx }) => {
    const [first, second] = [engineHost(), engineHost()];
    const overlaynetwork = network({ driver: 'overlay', across: [first, second] });
    return {
      first,
      second,
      overlaynetwork,
      client: nginx({ at: first, on: overlaynetwork, alias: 'client' }),
      peer: nginx({ at: second, on: overlaynetwork, alias: 'peer' }),
    };
  });

  behaviour(
    'overlay.every-way',
    'Containers on an overlay network reach each other across hosts over TCP, UDP and ICMP',
    {
      docs,
      needs: ['two-engine-hosts'],
      relies: ['vxlan', 'gossip', 'overlay-peers'],
      why: 'Web pages load, but DNS servers, metrics or health checks between hosts fail.',
    },
    async () => {
      const { client, peer } = world;
      await untilNamesResolve([client, 'peer'], [peer, 'client']);
      const [there, back] = await Promise.all([from(client).reach(peer), from(peer).reach(client)]);
      await expect(there).toBeOpen();
      await expect(back).toBeOpen();
    },
  );
});
