import {
  behaviour,
  defaultBridge,
  describe,
  drawnName,
  expect,
  from,
  namesAreUnknown,
  namesLead,
  puttingBack,
  scenario,
} from '../../helpers/behaviour/index.ts';

const connect = 'https://docs.docker.com/reference/cli/docker/network/connect/';
const disconnect = 'https://docs.docker.com/reference/cli/docker/network/disconnect/';

/** Aliases that no DNS server of the user's knows: some are asked for when nobody has them. */
const alias = {
  server: drawnName('server'),
  mover: drawnName('mover'),
  removed: drawnName('removed'),
  visitor: drawnName('visitor'),
};

describe('containers that come to a network and leave it', () => {
  const world = scenario(({ network, nginx }) => {
    const bridgenetwork = network({ driver: 'bridge' });
    return {
      bridgenetwork,
      asker: nginx({ on: bridgenetwork, alias: 'asker' }),
      server: nginx({ on: bridgenetwork, alias: alias.server }),
      mover: nginx({ on: bridgenetwork, alias: alias.mover }),
      removed: nginx({ on: bridgenetwork, alias: alias.removed }),
      visitor: nginx({ on: defaultBridge }),
    };
  });

  behaviour(
    'names.late-joiner',
    'who is connected later is found, and finds those who were there',
    { docs: connect, why: 'The order in which services start decides who finds whom.' },
    async () => {
      const { asker, visitor, bridgenetwork } = world;
      const names = [alias.visitor, visitor.engineName];
      await namesAreUnknown(asker, names);
      await visitor.connect(bridgenetwork, [alias.visitor]);
      const judge = async () => {
        const there = { name: 'visitor', address: visitor.addressOn(bridgenetwork) };
        await namesLead(asker, names, visitor, there);
        await expect(from(visitor).get('http://asker')).toBeAnsweredBy(asker);
      };
      await puttingBack(() => visitor.disconnect(bridgenetwork), judge);
    },
  );

  behaviour(
    'names.stopped',
    'a stopped container has no names',
    {
      docs: connect,
      why: 'Clients go on to connect to an address that nobody has, or that another container has been given since.',
    },
    async () => {
      const { asker, server } = world;
      const names = [alias.server, server.engineName, server.shortId];
      await namesLead(asker, names, server);
      await server.stop();
      await puttingBack(
        () => server.start(),
        () => namesAreUnknown(asker, names),
      );
    },
  );

  behaviour(
    'names.restarted',
    'after a restart its names and aliases lead to it',
    {
      docs: 'https://github.com/moby/moby/issues/33661',
      why: 'A service that was restarted once is lost to all the others.',
    },
    async () => {
      const { asker, server } = world;
      await server.restart();
      await namesLead(asker, [alias.server, server.engineName, server.shortId], server);
    },
  );

  behaviour(
    'names.removed',
    'a container that is removed leaves no name behind',
    {
      docs: 'https://github.com/moby/moby/issues/24800',
      why: 'Clients are sent to what is gone, and a new service of that name shares it with a ghost.',
    },
    async () => {
      const { asker, removed } = world;
      const names = [alias.removed, removed.engineName, removed.shortId];
      await namesLead(asker, names, removed);
      await removed.remove();
      await namesAreUnknown(asker, names);
    },
  );

  behaviour(
    'names.disconnected',
    'who is disconnected from a network has no names there',
    {
      docs: disconnect,
      why: 'What was taken off a network for maintenance is still sent clients, which wait in vain.',
    },
    async () => {
      const { asker, mover, bridgenetwork } = world;
      const names = [alias.mover, mover.engineName, mover.shortId];
      await namesLead(asker, names, mover);
      await mover.disconnect(bridgenetwork);
      await puttingBack(
        () => mover.connect(bridgenetwork, [alias.mover]),
        () => namesAreUnknown(asker, names),
      );
    },
  );

  behaviour(
    'names.reconnected',
    'connected again it has the aliases that it is given then, and always its name',
    {
      docs: 'https://github.com/moby/moby/issues/24322',
      why: 'A service that was moved away and back is found under names that it was not given, or not at all.',
    },
    async () => {
      const { asker, mover, bridgenetwork } = world;
      const again = async (...aliases: string[]) => {
        await mover.disconnect(bridgenetwork);
        await mover.connect(bridgenetwork, aliases);
      };
      await again();
      const judge = async () => {
        await namesLead(asker, [mover.engineName], mover);
        await namesAreUnknown(asker, [alias.mover]);
      };
      await puttingBack(() => again(alias.mover), judge);
      await namesLead(asker, [alias.mover, mover.engineName], mover);
    },
  );

  behaviour(
    'names.renamed',
    'a new name leads to a container that runs, and the old one no longer does',
    {
      docs: 'https://github.com/moby/moby/issues/22466',
      why: 'A replacement that takes over a name, as a blue-green deployment does, is not found, or the old one still is.',
    },
    async () => {
      const { asker, mover } = world;
      const before = mover.engineName;
      const after = `${before}-renamed`;
      await mover.rename(after);
      const judge = async () => {
        await namesLead(asker, [after, alias.mover], mover);
        await namesAreUnknown(asker, [before]);
      };
      await puttingBack(() => mover.rename(before), judge);
    },
  );
});
