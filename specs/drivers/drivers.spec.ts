import { behaviour, describe, fact, theEngine } from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/';

describe('The network drivers of the engine', () => {
  behaviour(
    'drivers.predefined',
    '`docker network ls` lists the predefined networks bridge, host and none',
    {
      docs,
      needs: ['default-bridge'],
      why: 'Scripts and Compose files that use `--network host` or `--network none` fail on an engine without these networks.',
    },
    async () => {
      const networks = await theEngine.networks();
      const listed = ['bridge', 'host', 'none'].map((wanted) => {
        const found = networks.filter(({ Name }) => Name === wanted);
        return found.map(({ Name, Driver, Scope }) => `${Name}: driver ${Driver}, scope ${Scope}`);
      });
      fact('the predefined networks with driver and scope', listed).is([
        ['bridge: driver bridge, scope local'],
        ['host: driver host, scope local'],
        ['none: driver null, scope local'],
      ]);
    },
  );

  behaviour(
    'drivers.native',
    'The engine has the built-in network drivers bridge, host, none and overlay',
    { docs, why: 'Compose files that name one of these drivers cannot be started.' },
    async () => {
      const drivers = await theEngine.networkDrivers();
      // the driver of the network `none` is called null
      const native = ['bridge', 'host', 'null', 'overlay'].filter((driver) => drivers.includes(driver));
      fact(`the built-in network drivers among ${drivers.join(', ')}`, native).is([
        'bridge',
        'host',
        'null',
        'overlay',
      ]);
    },
  );
});
