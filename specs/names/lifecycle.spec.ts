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

describe('Containers that are connected, stopped, renamed and removed', () => {
  const world = scenario(({ network, nginx }) => {
    const bridgenetwork = network({ driver: 'bridge' });
    return {
      bridgenetwork,
      client: nginx({ on: bridgenetwork, alias: 'client' }),
      server: nginx({ on: bridgenetwork, alias: alias.server }),
      mover: nginx({ on: bridgenetwork, alias: alias.mover }),
      removed: nginx({ on: bridgenetwork, alias: alias.removed }),
      visitor: nginx({ on: defaultBridge }),
    };
  });

  behaviour(
    'names.late-joiner',
    'A container connected later resolves its peers, and they resolve it',
    {
      docs: connect,
      relies: ['alias', 'connect', 'connect-alias', 'peers', 'inspect-address'],
      controlsRely: ['container-name', 'embedded-dns', 'default-bridge'],
      why: 'The start order of services decides which of them can reach each other.',
    },
    async () => {
      const { client, visitor, bridgenetwork } = world;
      const names = [alias.visitor, visitor.engineName];
      await namesAreUnknown(client, names);
      await visitor.connect(bridgenetwork, [alias.visitor]);
      const judge = async () => {
        const there = { name: 'visitor', address: visitor.addressOn(bridgenetwork) };
        await namesLead(client, names, visitor, there);
        await expect(from(visitor).get('http://client')).toBeAnsweredBy(client);
      };
      await puttingBack(() => visitor.disconnect(bridgenetwork), judge);
    },
  );

  behaviour(
    'names.stopped',
    'The names of a stopped container do not resolve',
    {
      docs: connect,
      relies: ['alias', 'container-name', 'stop', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'Clients keep connecting to an address that nobody has, or that was given to another container.',
    },
    async () => {
      const { client, server } = world;
      const names = [alias.server, server.engineName, server.shortId];
      await namesLead(client, names, server);
      await server.stop();
      await puttingBack(
        () => server.start(),
        () => namesAreUnknown(client, names),
      );
    },
  );

  behaviour(
    'names.restarted',
    'A restarted container keeps its names and aliases',
    {
      docs: 'https://github.com/moby/moby/issues/33661',
      relies: ['alias', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'A service that restarts once is lost to all others.',
    },
    async () => {
      const { client, server } = world;
      await server.restart();
      await namesLead(client, [alias.server, server.engineName, server.shortId], server);
    },
  );

  behaviour(
    'names.removed',
    'The names of a removed container do not resolve',
    {
      docs: 'https://github.com/moby/moby/issues/24800',
      relies: ['alias', 'container-name', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'Clients connect to a container that is gone, and a new service with the same name shares traffic with it.',
    },
    async () => {
      const { client, removed } = world;
      const names = [alias.removed, removed.engineName, removed.shortId];
      await namesLead(client, names, removed);
      await removed.remove();
      await namesAreUnknown(client, names);
    },
  );

  behaviour(
    'names.disconnected',
    'A disconnected container no longer resolves on that network',
    {
      docs: disconnect,
      relies: ['alias', 'container-name', 'disconnect', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'A container that was disconnected for maintenance still receives clients, whose connections time out.',
    },
    async () => {
      const { client, mover, bridgenetwork } = world;
      const names = [alias.mover, mover.engineName, mover.shortId];
      await namesLead(client, names, mover);
      await mover.disconnect(bridgenetwork);
      await puttingBack(
        () => mover.connect(bridgenetwork, [alias.mover]),
        () => namesAreUnknown(client, names),
      );
    },
  );

  behaviour(
    'names.reconnected',
    'A reconnected container has its name and the new aliases only',
    {
      docs: 'https://github.com/moby/moby/issues/24322',
      relies: ['connect-alias', 'embedded-dns', 'peers', 'inspect-address'],
      controlsRely: ['container-name', 'connect', 'disconnect'],
      why: 'A service that was moved away and back keeps aliases that it was not given, or has no name at all.',
    },
    async () => {
      const { client, mover, bridgenetwork } = world;
      const again = async (...aliases: string[]) => {
        await mover.disconnect(bridgenetwork);
        await mover.connect(bridgenetwork, aliases);
      };
      await again();
      const judge = async () => {
        await namesLead(client, [mover.engineName], mover);
        await namesAreUnknown(client, [alias.mover]);
      };
      await puttingBack(() => again(alias.mover), judge);
      await namesLead(client, [alias.mover, mover.engineName], mover);
    },
  );

  behaviour(
    'names.renamed',
    'A container renamed while running resolves by its new name and not by the old one',
    {
      docs: 'https://github.com/moby/moby/issues/22466',
      relies: ['connect', 'connect-alias', 'embedded-dns', 'peers', 'inspect-address'],
      controlsRely: ['container-name'],
      why: 'A replacement that takes over a name, as in a blue-green deployment, does not resolve, or the old container still does.',
    },
    async () => {
      const { client, mover } = world;
      const before = mover.engineName;
      const after = `${before}-renamed`;
      await mover.rename(after);
      const judge = async () => {
        await namesLead(client, [after, alias.mover], mover);
        await namesAreUnknown(client, [before]);
      };
      await puttingBack(() => mover.rename(before), judge);
    },
  );
});
