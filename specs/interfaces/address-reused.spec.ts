import {
  beforeEntryExpires,
  behaviour,
  bridgeOf,
  describe,
  expect,
  fact,
  from,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

/** How often a guest connects and disconnects: each time, its interface has another random MAC address. */
const VISITS = 5;

describe('Two containers that know the address of each other, and a visitor that takes one over', () => {
  const world = scenario(({ network, nginx, listener }) => {
    const [bridge, elsewhere] = [network({ driver: 'bridge', subnet: 'drawn' }), network({ driver: 'bridge' })];
    return {
      bridge,
      elsewhere,
      chosen: nginx({ on: bridge, ip: '.20', mac: '02:50:00:00:00:31' }),
      plain: nginx({ on: bridge, ip: '.30' }),
      visitor: nginx({ on: elsewhere }),
      listener: listener({ everywhere: true }),
    };
  });

  /** The visitor takes over the address of a server that stopped, which its client knows. */
  const takeOver = async (server: typeof world.plain, client: typeof world.plain, ip: '.20' | '.30'): Promise<void> => {
    const { bridge, visitor } = world;
    const url = `http://${bridge.addressAt(ip)}`;
    await expect(from(client).get(url)).toBeAnsweredBy(server);
    await server.stop();
    const { State } = await server.inspect();
    fact('whether the old container runs after `docker stop`', State.Running).is(false);
    if (State.Running) return;
    await using _ = restoring(async () => {
      try {
        await visitor.disconnect(bridge);
      } finally {
        await server.start();
      }
    });
    await visitor.connect(bridge, { ip });
    await expect(from(client).get(url, beforeEntryExpires)).toBeAnsweredBy(visitor);
  };

  behaviour(
    'interfaces.address-taken-over',
    'A container is reachable at once at an address that another container had before',
    {
      docs: 'https://github.com/moby/moby/pull/48808',
      relies: ['static-address', 'static-at-connect', 'address-announcement', 'peers', 'connect', 'stop'],
      controlsRely: ['disconnect'],
      why: 'After the replacement of a service, clients get no answer for many seconds.',
    },
    async () => takeOver(world.plain, world.chosen, '.30'),
  );

  behaviour(
    'interfaces.address-announced',
    'A container is reachable at once at an address whose former owner had a chosen MAC address',
    {
      docs: 'https://github.com/moby/moby/pull/48808',
      relies: ['static-address', 'address-announcement', 'peers', 'connect', 'stop'],
      controlsRely: ['disconnect'],
      why: 'After the replacement of a service with a chosen MAC address, clients get no answer for many seconds.',
    },
    async () => takeOver(world.chosen, world.plain, '.20'),
  );

  behaviour(
    'interfaces.gateway-mac-kept',
    'A bridge keeps its MAC address, and containers reach their gateway, while others connect and disconnect',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/bridge/',
      needs: ['visible-bridges', 'host-accepts-containers'],
      relies: ['bridge-mac', 'bridge-gateway', 'host-ports', 'connect', 'disconnect'],
      why: 'A running container loses its DNS server and every other host for many seconds when another one stops.',
    },
    async () => {
      const { elsewhere, visitor: resident, plain: guest, listener } = world;
      const gateway = `http://${resident.gateway}:${listener.port}`;
      fact('whether the guest runs', (await guest.inspect()).State.Running).is(true);
      const seen = new Set([(await bridgeOf(elsewhere)).mac]);
      for (let visit = 0; visit < VISITS; visit++) {
        const refusal = await guest.tryConnect(elsewhere);
        fact("the engine's answer to a guest", refusal?.message ?? 'connected').is('connected');
        await using _ = restoring(() => guest.disconnect(elsewhere));
        seen.add((await bridgeOf(elsewhere)).mac);
        const learnt = visit === VISITS - 1;
        if (learnt) await resident.restart();
        if (learnt) await expect(from(resident).get(gateway)).toBeAnsweredBy(listener);
        const networks = Object.keys(guest.atStart.NetworkSettings.Networks);
        fact("the guest's networks", networks).includes(elsewhere.engineName);
      }
      seen.add((await bridgeOf(elsewhere)).mac);
      fact('the number of MAC addresses that the bridge had', seen.size).is(1);
      await expect(from(resident).get(gateway, beforeEntryExpires)).toBeAnsweredBy(listener);
    },
  );
});
