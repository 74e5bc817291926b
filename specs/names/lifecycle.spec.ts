import {
  behaviour,
  defaultBridge,
  describe,
  expect,
  expectNamesResolve,
  expectNamesUnknown,
  from,
  randomName,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/connect/';

/** "The service discovery info was getting cleaned up on container stop/removal." */
const removal = 'https://github.com/moby/moby/issues/24800';

/** Aliases that are unknown to the user's DNS servers: some are queried while no container has them. */
const alias = {
  server: randomName('server'),
  other: randomName('other'),
  removed: randomName('removed'),
  visitor: randomName('visitor'),
};

describe('Containers that are connected, stopped, restarted and removed', () => {
  const world = scenario(({ network, nginx }) => {
    const bridgenetwork = network({ driver: 'bridge' });
    return {
      bridgenetwork,
      client: nginx({ on: bridgenetwork, alias: 'client' }),
      server: nginx({ on: bridgenetwork, alias: [alias.server, alias.other] }),
      removed: nginx({ on: bridgenetwork, alias: alias.removed }),
      visitor: nginx({ on: defaultBridge }),
    };
  });

  behaviour(
    'names.late-joiner',
    'A container connected later resolves its peers, and they resolve it',
    {
      docs,
      relies: ['alias', 'connect', 'connect-alias', 'peers', 'embedded-dns'],
      controlsRely: ['container-name', 'default-bridge', 'inspect-address'],
      why: 'The start order of services decides which of them can reach each other.',
    },
    async () => {
      const { client, visitor, bridgenetwork } = world;
      const names = [alias.visitor, visitor.engineName];
      await expectNamesUnknown(client, names);
      await visitor.connect(bridgenetwork, { alias: alias.visitor });
      await using _ = restoring(() => visitor.disconnect(bridgenetwork));
      const there = { name: 'visitor', address: visitor.addressOn(bridgenetwork) };
      await expectNamesResolve(client, names, visitor, there);
      await expect(from(visitor).get('http://client')).toBeAnsweredBy(client);
    },
  );

  behaviour(
    'names.stopped',
    'The names of a container that is stopped, or whose program ended, do not resolve',
    {
      docs: removal,
      relies: ['alias', 'container-name', 'stop', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'Clients keep connecting to an address that is unused, or that another container has by then.',
    },
    async () => {
      const { client, server } = world;
      const names = [alias.server, server.engineName, server.shortId];
      for (const ending of ['stop', 'endByItself'] as const) {
        await expectNamesResolve(client, names, server);
        await using _ = restoring(() => server.start());
        await server[ending]();
        await expectNamesUnknown(client, names);
      }
    },
  );

  behaviour(
    'names.restarted',
    'A restarted container keeps its names and all its aliases, and resolves those of its peers',
    {
      docs: 'https://github.com/moby/moby/issues/33661',
      relies: ['alias', 'every-alias', 'container-name', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'A service that restarts once is unreachable by name from then on.',
    },
    async () => {
      const { client, server } = world;
      await server.restart();
      const names = [alias.server, alias.other, server.engineName, server.shortId];
      await expectNamesResolve(client, names, server);
      await expectNamesResolve(server, [client.engineName], client);
    },
  );

  behaviour(
    'names.removed',
    'The names of a removed container do not resolve',
    {
      docs: removal,
      relies: ['alias', 'container-name', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'Clients connect to a container that is gone, and a new service with the same name shares traffic with it.',
    },
    async () => {
      const { client, removed } = world;
      const names = [alias.removed, removed.engineName, removed.shortId];
      await expectNamesResolve(client, names, removed);
      await removed.remove();
      await expectNamesUnknown(client, names);
    },
  );
});
