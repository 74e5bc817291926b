import { behaviour, describe, expect, from, fromTestProcess, noNetwork, scenario, SILENCE_LIMIT_MS } from '../../helpers/behaviour/index.ts';
import { lastAddressBeside } from '../../helpers/behaviour/subnet.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/none/';

describe('a container without a network', () => {
  const world = scenario(({ nginx }) => ({
    alone: nginx({ on: noNetwork, publish: 80 }),
    peer: nginx({ publish: 80 }),
  }));

  behaviour('none.no-address', 'inspect shows no address and no driver options', { docs }, async () => {
    const { Networks } = (await world.alone.inspect()).NetworkSettings;
    expect(Object.keys(Networks)).toEqual(['none']);
    expect(Networks['none']).toMatchObject({ IPAddress: '', GlobalIPv6Address: '', DriverOpts: null });
  });

  behaviour('none.loopback-only', 'it has the loopback interface, and that is all', { docs }, async () => {
    const alone = from(world.alone);
    const [interfaces, itself] = await Promise.all([alone.interfaces(), alone.get('http://127.0.0.1:80')]);
    expect(interfaces.filter(({ up }) => up).map(({ name }) => name)).toEqual(['lo']);
    await expect(itself).toBeAnsweredBy(world.alone);
  });

  behaviour('none.isolated', 'nothing leads out of it, and nothing leads in', { docs }, async () => {
    const { alone, peer } = world;
    const { Gateway, IPPrefixLen = 16 } = peer.atStart.NetworkSettings.Networks['bridge'] ?? {};
    const guess = lastAddressBeside(peer.address, IPPrefixLen);
    const [toPeer, toHost, itself, toGuess, peerFromHost] = await Promise.all([
      from(alone).get(peer.url),
      from(alone).get(`http://${Gateway}:${peer.hostPort()}`),
      from(alone).get('http://127.0.0.1:80'),
      from(peer).get(`http://${guess}:80`, { withinMs: SILENCE_LIMIT_MS }),
      fromTestProcess.get(peer.publishedUrl),
    ]);

    await expect(toPeer).toBeUnreachable({ whereas: peerFromHost, isAnsweredBy: peer });
    await expect(toHost).toBeUnreachable({ whereas: peerFromHost, isAnsweredBy: peer });
    await expect(toGuess).toBeBlocked({ whereas: itself, isAnsweredBy: alone });
    expect(alone.bindings(80)).toEqual([]);
  });
});
