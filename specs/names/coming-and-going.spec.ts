import { behaviour, defaultBridge, describe, expect, from, scenario } from '../../helpers/behaviour/index.ts';

const connect = 'https://docs.docker.com/reference/cli/docker/network/connect/';

describe('containers that come to a network and leave it', () => {
  const world = scenario(({ network, nginx }) => {
    const bridgenetwork = network({ driver: 'bridge' });
    return {
      bridgenetwork,
      asker: nginx({ on: bridgenetwork, alias: 'asker' }),
      server: nginx({ on: bridgenetwork, alias: 'server' }),
      mover: nginx({ on: bridgenetwork, alias: 'mover' }),
      removed: nginx({ on: bridgenetwork, alias: 'removed' }),
      visitor: nginx({ on: defaultBridge }),
    };
  });

  /** Each of these names leads to a container: both its page and its address. */
  const leadTo = async (container: typeof world.server, ...names: string[]) => {
    const [page, found] = await Promise.all([
      from(world.asker).get(`http://${names[0]}`),
      from(world.asker).lookups(names),
    ]);
    await expect(page).toBeAnsweredBy(container);
    for (const name of found) await expect(name).toResolveTo(container);
  };

  /** None of these names exists any more, whereas the asker still finds itself by its alias. */
  const areUnknown = async (...names: string[]) => {
    const [found, itself] = await Promise.all([
      from(world.asker).lookups(names),
      from(world.asker).get('http://asker'),
    ]);
    for (const name of found)
      await expect(name).toBeUnresolved({ whereas: itself, isAnsweredBy: world.asker }, 'NXDOMAIN');
  };

  behaviour(
    'names.late-joiner',
    'who is connected later is found, and finds those who were there',
    { docs: connect },
    async () => {
      const { asker, visitor, bridgenetwork } = world;
      await areUnknown('visitor', visitor.engineName);
      await visitor.connect(bridgenetwork, ['visitor']);
      try {
        const there = { name: 'visitor', address: visitor.addressOn(bridgenetwork) };
        const [page, alias, name, back] = await Promise.all([
          from(asker).get('http://visitor'),
          from(asker).lookup('visitor'),
          from(asker).lookup(visitor.engineName),
          from(visitor).get('http://asker'),
        ]);
        await expect(page).toBeAnsweredBy(visitor);
        await expect(alias).toResolveTo(there);
        await expect(name).toResolveTo(there);
        await expect(back).toBeAnsweredBy(asker);
      } finally {
        await visitor.disconnect(bridgenetwork);
      }
    },
  );

  behaviour('names.stopped', 'a stopped container has no names', { docs: connect }, async () => {
    const { server } = world;
    await leadTo(server, 'server', server.engineName);
    await server.stop();
    try {
      await areUnknown('server', server.engineName, server.shortId);
    } finally {
      await server.start();
    }
  });

  behaviour(
    'names.restarted',
    'after a restart its names and aliases lead to it',
    { docs: 'https://github.com/moby/moby/issues/33661' },
    async () => {
      const { server } = world;
      await server.restart();
      await leadTo(server, 'server', server.engineName, server.shortId);
    },
  );

  behaviour(
    'names.removed',
    'a container that is removed leaves no name behind',
    { docs: 'https://github.com/moby/moby/issues/24800' },
    async () => {
      const { removed } = world;
      await leadTo(removed, 'removed', removed.engineName);
      await removed.remove();
      await areUnknown('removed', removed.engineName, removed.shortId);
    },
  );

  behaviour(
    'names.disconnected',
    'who is disconnected from a network has no names there',
    { docs: 'https://docs.docker.com/reference/cli/docker/network/disconnect/' },
    async () => {
      const { mover, bridgenetwork } = world;
      await leadTo(mover, 'mover', mover.engineName);
      await mover.disconnect(bridgenetwork);
      try {
        await areUnknown('mover', mover.engineName, mover.shortId);
      } finally {
        await mover.connect(bridgenetwork, ['mover']);
      }
    },
  );

  behaviour(
    'names.reconnected',
    'connected again it has the aliases that it is given then, and always its name',
    { docs: 'https://github.com/moby/moby/issues/24322' },
    async () => {
      const { mover, bridgenetwork } = world;
      await mover.disconnect(bridgenetwork);
      try {
        await mover.connect(bridgenetwork);
        await leadTo(mover, mover.engineName);
        await areUnknown('mover');
      } finally {
        await mover.disconnect(bridgenetwork);
        await mover.connect(bridgenetwork, ['mover']);
      }
      await leadTo(mover, 'mover', mover.engineName);
    },
  );

  behaviour(
    'names.renamed',
    'a new name leads to a container that runs, and the old one no longer does',
    { docs: 'https://github.com/moby/moby/issues/22466' },
    async () => {
      const { mover } = world;
      const before = mover.engineName;
      await mover.rename(`${before}-renamed`);
      try {
        await leadTo(mover, `${before}-renamed`, 'mover');
        await areUnknown(before);
      } finally {
        await mover.rename(before);
      }
    },
  );
});
