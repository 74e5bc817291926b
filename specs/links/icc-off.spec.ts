import {
  behaviour,
  closedTo,
  describe,
  expect,
  expectNamesUnknown,
  expectingNoAnswer,
  fact,
  from,
  randomName,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/links/#communication-across-links';
const needs = ['lab', 'dockerd-options'] as const;

/** A port that is exposed, as those of the image are. */
const EXPOSED = 15_432;

const passing = randomName('passing');

/** Stops containers, and starts the first one with the lowest of their addresses. */
const startInOrder = async (...all: readonly { start(): Promise<void>; stop(): Promise<void> }[]): Promise<void> => {
  await Promise.all(all.map((each) => each.stop()));
  for (const each of all) await each.start();
};

describe('Containers with and without links on the default bridge of an engine with `--icc=false`', () => {
  const world = scenario(({ engineHost, nginx }) => {
    const host = engineHost({ dockerd: ['--icc=false'] });
    const db = nginx({ at: host, hostname: 'db-host', expose: EXPOSED });
    const other = nginx({ at: host, expose: EXPOSED, after: db });
    const client = nginx({ at: host, links: { database: db, [passing]: other }, after: other });
    // it has no link, and gets an address that is free
    const heir = nginx({ at: host, expose: EXPOSED, stopped: true, after: client });
    return { host, db, other, client, heir };
  });

  type Container = typeof world.db;

  /** Expects that a container reaches another one by no way, and not at its exposed port, as the engine's host does. */
  const expectClosed = async (client: Container, server: Container) => {
    const url = server.urlAt(EXPOSED);
    const [table, everyWay, request, control] = await Promise.all([
      from(client).reach(server, expectingNoAnswer),
      from(world.host).reach(server),
      from(client).get(url, expectingNoAnswer),
      from(world.host).get(url),
    ]);
    await expect(table).toBeClosed({ control: everyWay });
    await expect(request).toBeBlocked({ control, answeredBy: server });
  };

  behaviour(
    'links.icc-off',
    'With `--icc=false`, a link opens the exposed ports of that container, and no other port or container',
    {
      docs,
      needs,
      relies: ['link', 'icc', 'inspect-address'],
      why: 'Containers that were separated on purpose reach each other, or those that were linked do not.',
      security: closedTo('a container with a link, on an engine with --icc=false', 'ports that are not exposed'),
    },
    async () => {
      const { host, db, other, client } = world;
      await expect(from(client).get(db.urlAt(EXPOSED))).toBeAnsweredBy(db);
      // the image exposes port 80
      const [toDb, toClient, everyWay, everyWayToClient] = await Promise.all([
        from(client).reach(db, expectingNoAnswer),
        from(db).reach(client, expectingNoAnswer),
        from(host).reach(db),
        from(host).reach(client),
      ]);
      await expect(toDb).toBeOpenOnlyBy(['TCP'], { control: everyWay });
      await expect(toClient).toBeClosed({ control: everyWayToClient });
      await expectClosed(other, db);
    },
  );

  behaviour(
    'links.follow-restart',
    'A link resolves to the new IP address of its container once that was stopped and started',
    {
      docs: 'https://docs.docker.com/engine/network/links/#updating-the-etchosts-file',
      needs,
      relies: ['link', 'inspect-address'],
      why: 'After a restart of the database, the programs that use it connect to another container at the old address.',
    },
    async () => {
      const { db, other, client } = world;
      const before = db.address;
      // rules for the old addresses would open the other container, and a client that ran all along would not remove them
      await using _ = restoring(() => startInOrder(db, other, client));
      await startInOrder(other, db);
      fact('the address after the restart', db.address).isNot(before);
      for (const name of ['database', 'db-host', db.engineName])
        await expect(from(client).systemLookup(name)).toResolveTo(db);
    },
  );

  behaviour(
    'links.opens-restarted',
    'With `--icc=false`, a link opens the new IP address of its container, and not the container at the former one',
    {
      docs,
      needs,
      relies: ['link', 'icc', 'inspect-address'],
      why: 'After a restart, the database is closed to its client, and another container is open at its former address.',
      security: closedTo('a container with a link', 'the container with the former address of the linked one'),
    },
    async () => {
      const { host, db, client, heir } = world;
      const former = db.address;
      await using _ = restoring(async () => {
        await heir.stop();
        await startInOrder(db, client);
      });
      await db.stop();
      await heir.start();
      await db.start();
      fact('the address of the other container', heir.address).is(former);
      const [page, pageOfHeir, control] = await Promise.all([
        from(client).get(db.urlAt(EXPOSED)),
        from(client).get(heir.urlAt(EXPOSED), expectingNoAnswer),
        from(host).get(heir.urlAt(EXPOSED)),
      ]);
      await expect(page).toBeAnsweredBy(db);
      await expect(pageOfHeir).toBeBlocked({ control, answeredBy: heir });
    },
  );

  behaviour(
    'links.former-address',
    'With `--icc=false`, a container that gets the address of a stopped one does not get its links',
    {
      docs: 'https://github.com/moby/moby/issues/24043',
      needs,
      relies: ['link', 'icc', 'inspect-address'],
      why: 'A container that nobody linked reaches the database of the one whose address it was given.',
      security: closedTo('a container with the former address of another one', 'the containers that it was linked to'),
    },
    async () => {
      const { db, client, heir } = world;
      await expect(from(client).get(db.urlAt(EXPOSED))).toBeAnsweredBy(db);
      const former = client.address;
      await client.stop();
      await using _ = restoring(async () => {
        await heir.stop();
        await client.start();
      });
      await heir.start();
      fact('the address of the other container', heir.address).is(former);
      await expectClosed(heir, db);
    },
  );

  behaviour(
    'links.removed',
    'After `docker rm --link`, a container neither reaches nor resolves the container that the link named',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/container/rm/#link',
      needs,
      relies: ['link', 'icc', 'inspect-address'],
      why: 'Access that was taken away from a container stays open until one of both is restarted.',
      security: closedTo('a container whose link was removed', 'the exposed ports of the other container'),
    },
    async () => {
      const { other, client } = world;
      // it gets its other link again: Docker Engine 28.5 closes that as well
      await using _ = restoring(async () => client.restart());
      const [page, name] = await Promise.all([
        from(client).get(other.urlAt(EXPOSED)),
        from(client).systemLookup(passing),
      ]);
      await expect(page).toBeAnsweredBy(other);
      await expect(name).toResolveTo(other);
      await client.unlink(passing);
      await expectClosed(client, other);
      const control = { control: await from(client).get(client.url), answeredBy: client };
      await expectNamesUnknown(client, [passing, other.engineName, other.shortId], control);
    },
  );
});
