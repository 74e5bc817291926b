import { behaviour, describe, fact, restoring, scenario, theEngine } from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/system/events/#networks';

const counted = (events: readonly { readonly action: string }[], kind: string): number =>
  events.filter(({ action }) => action === kind).length;

describe('A container that is started, stopped, connected and disconnected, and a network that is removed', () => {
  const world = scenario(({ network, nginx }) => {
    const [bridge, passing] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    return { bridge, passing, client: nginx({ on: bridge }) };
  });

  /** The events of the container's network while it is stopped and started. */
  const restartEvents = () =>
    theEngine.networkEvents(
      world.bridge,
      async () => {
        await world.client.stop();
        await world.client.start();
      },
      (events) => counted(events, 'connect') > 0,
    );

  behaviour(
    'events.of-connections',
    'Stopping and starting a container sends a disconnect and a connect event of its network, with its ID',
    {
      docs,
      relies: ['network-events', 'stop'],
      why: 'Reverse proxies and service discovery that follow events keep addresses at which nobody answers.',
    },
    async () => {
      const { client, bridge } = world;
      const events = await restartEvents();
      fact('the kinds of events, in their order', [...new Set(events.map(({ action }) => action))]).is([
        'disconnect',
        'connect',
      ]);
      const { Id } = await bridge.inspect();
      const about = events.map(({ id, driver, container }) => [id, driver, container].join(' '));
      fact('the networks, drivers and containers of the events', [...new Set(about)]).is([
        [Id, 'bridge', client.id].join(' '),
      ]);
    },
  );

  behaviour(
    'events.disconnect-once',
    'Each disconnection of a container sends one event',
    {
      docs: 'https://github.com/moby/moby/pull/48800',
      relies: ['network-events', 'stop'],
      controlsRely: ['connect', 'disconnect'],
      why: 'Programs that count the containers on a network by events count too few.',
    },
    async () => {
      const { client, passing } = world;
      fact('the disconnect events of a stop', counted(await restartEvents(), 'disconnect')).is(1);
      await using _ = restoring(() => client.disconnect(passing));
      const passed = await theEngine.networkEvents(
        passing,
        async () => {
          await client.connect(passing);
          await client.disconnect(passing);
          // by then, there is no further event of the disconnection
          await client.connect(passing);
        },
        (events) => counted(events, 'connect') > 1,
      );
      fact('the disconnect events of `docker network disconnect`', counted(passed, 'disconnect')).is(1);
    },
  );

  behaviour(
    'events.of-networks',
    'Removing and creating a network sends an event with the ID, name and driver of the network',
    {
      docs,
      relies: ['network-events'],
      // another behaviour of the file disconnects a container from the network
      controlsRely: ['disconnect'],
      why: 'Firewalls and DNS servers that follow events do not know of new networks, or still know of old ones.',
    },
    async () => {
      const { passing } = world;
      const before = (await passing.inspect()).Id;
      const events = await theEngine.networkEvents(
        passing,
        async () => {
          await passing.remove();
          await passing.createAgain();
        },
        (seen) => counted(seen, 'create') > 0,
      );
      const after = (await passing.inspect()).Id;
      fact(
        'the events',
        events.map(({ action, id, driver }) => [action, id, driver].join(' ')),
      ).is([`destroy ${before} bridge`, `create ${after} bridge`]);
    },
  );
});
