import {
  behaviour,
  bridgeOf,
  describe,
  expect,
  fact,
  from,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

/** Less than a stale entry of a neighbour table lasts (15 seconds and more), and more than an answer takes. */
const AT_ONCE = { withinMs: 5000 };

/** How often a visitor connects and disconnects: each time, its interface has another random MAC address. */
const VISITS = 5;

describe('A client, two servers whose addresses it knows, and a visitor that takes them over', () => {
  const world = scenario(({ network, nginx, listener }) => {
    const [bridge, elsewhere] = [network({ driver: 'bridge', subnet: 'drawn' }), network({ driver: 'bridge' })];
    const quiet = network({ driver: 'bridge' });
    return {
      bridge,
      elsewhere,
      quiet,
      client: nginx({ on: bridge }),
      chosen: nginx({ on: bridge, ip: '.20', mac: '02:50:00:00:00:31' }),
      plain: nginx({ on: bridge, ip: '.30' }),
      visitor: nginx({ on: elsewhere }),
      resident: nginx({ on: quiet }),
      listener: listener({ everywhere: true }),
    };
  });

  /** The visitor takes over the address of a server that stopped. */
  const takeOver = async (server: typeof world.plain, ip: '.20' | '.30'): Promise<void> => {
    const { bridge, client, visitor } = world;
    const url = `http://${bridge.addressAt(ip)}`;
    await expect(from(client).get(url)).toBeAnsweredBy(server);
    await server.stop();
    const { State } = await server.inspect();
    fact('whether the old container runs after `docker stop`', State.Running).is(false);
    if (State.Running) return;
    await using _ = restoring(async () => {
      await visitor.disconnect(bridge);
      await server.start();
    });
    await visitor.connect(bridge, { ip });
    await expect(from(client).get(url, AT_ONCE)).toBeAnsweredBy(visitor);
  };

  behaviour(
    'interfaces.address-taken-over',
    'Peers reach the new container at once at an address that another container had before',
    {
      docs: 'https://github.com/moby/moby/pull/48808',
      relies: ['static-address', 'static-at-connect', 'address-announcement', 'peers', 'connect', 'stop'],
      controlsRely: ['disconnect'],
      why: 'After the replacement of a service, clients get no answer for many seconds.',
    },
    async () => takeOver(world.plain, '.30'),
  );

  behaviour(
    'interfaces.address-announced',
    'Peers reach the new container at once, also where the MAC address of the old one had been chosen',
    {
      docs: 'https://github.com/moby/moby/pull/48808',
      relies: ['static-address', 'address-announcement', 'peers', 'connect', 'stop'],
      controlsRely: ['disconnect'],
      why: 'After the replacement of a service with a chosen MAC address, clients get no answer for many seconds.',
    },
    async () => takeOver(world.chosen, '.20'),
  );

  behaviour(
    'interfaces.gateway-mac-kept',
    'A bridge keeps its MAC address, and containers their gateway, while other containers come and go',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/bridge/',
      needs: ['visible-bridges', 'host-accepts-containers'],
      relies: ['bridge-mac', 'bridge-gateway', 'host-ports', 'connect', 'disconnect'],
      why: 'A running container loses its DNS server and every other host for many seconds when another one stops.',
    },
    async () => {
      const { quiet, resident, visitor, listener } = world;
      const gateway = `http://${resident.gateway}:${listener.port}`;
      const seen = new Set([(await bridgeOf(quiet)).mac]);
      for (let visit = 0; visit < VISITS; visit++) {
        const refusal = await visitor.tryConnect(quiet);
        fact("the engine's answer to a visitor", refusal?.message ?? 'connected').is('connected');
        await using _ = restoring(() => visitor.disconnect(quiet));
        seen.add((await bridgeOf(quiet)).mac);
        const learnt = visit === VISITS - 1;
        if (learnt) await resident.restart();
        if (learnt) await expect(from(resident).get(gateway)).toBeAnsweredBy(listener);
        fact("the visitor's networks", Object.keys(visitor.atStart.NetworkSettings.Networks)).includes(
          quiet.engineName,
        );
      }
      seen.add((await bridgeOf(quiet)).mac);
      fact('the number of MAC addresses that the bridge had', seen.size).is(1);
      await expect(from(resident).get(gateway, AT_ONCE)).toBeAnsweredBy(listener);
    },
  );
});
