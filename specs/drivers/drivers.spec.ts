import { behaviour, describe, fact, theEngine } from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/';

describe('the network drivers of the engine', () => {
  behaviour(
    'drivers.predefined',
    'docker network ls lists bridge, host and none',
    {
      docs,
      needs: ['default-bridge'],
      why: 'Scripts and compose files that say --network host or none fail on an engine that does not have them.',
    },
    async () => {
      const networks = await theEngine.networks();
      const told = ['bridge', 'host', 'none'].map((wanted) => {
        const found = networks.filter(({ Name }) => Name === wanted);
        return found.map(({ Name, Driver, Scope }) => `${Name}: driver ${Driver}, scope ${Scope}`);
      });
      fact('the predefined networks, their drivers and scopes', told).is([
        ['bridge: driver bridge, scope local'],
        ['host: driver host, scope local'],
        ['none: driver null, scope local'],
      ]);
    },
  );

  behaviour(
    'drivers.native',
    'bridge, host, none and overlay are drivers of its own',
    { docs, why: 'A compose file that names one of these drivers cannot be brought up.' },
    async () => {
      const drivers = await theEngine.networkDrivers();
      // the driver of the network `none` is called null
      const native = ['bridge', 'host', 'null', 'overlay'].filter((driver) => drivers.includes(driver));
      fact(`those of the native drivers that it has among ${drivers.join(', ')}`, native).is([
        'bridge',
        'host',
        'null',
        'overlay',
      ]);
    },
  );
});
