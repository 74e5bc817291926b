import {
  behaviour,
  describe,
  expect,
  expectNamesUnknown,
  fact,
  from,
  nonEmpty,
  reported,
  scenario,
} from '../../helpers/behaviour/index.ts';

const hosts = 'https://docs.docker.com/engine/network/links/#updating-the-etchosts-file';

/** On the default bridge, containers reach each other by IP address. */
const needs = ['links', 'default-bridge-icc'] as const;

/** Above the exposed ports of images, and none that another server of the suite has. */
const EXPOSED = 15_432;

describe('A container with a link on the default bridge, the container that it names, and a link to nobody', () => {
  const world = scenario(({ nginx, attempt }) => {
    const db = nginx({ hostname: 'db-host', expose: EXPOSED });
    return {
      db,
      linked: attempt(nginx({ links: { database: db } })),
      toNobody: attempt(nginx({ links: { database: 'dnc-no-such-container' } })),
    };
  });

  const client = () =>
    reported('the container with a link', world.linked.kind === 'running' ? world.linked.container : undefined);

  behaviour(
    'links.names',
    '`--link NAME:ALIAS` resolves the alias, the name and the hostname of that container on the default bridge',
    {
      docs: hosts,
      needs,
      relies: ['link', 'default-bridge', 'docker0-peers', 'inspect-address', 'hostname'],
      why: 'Old projects, whose containers find each other by links, start and connect to nothing.',
    },
    async () => {
      const { db } = world;
      const names = ['database', db.engineName, 'db-host'];
      const [found, pages] = await Promise.all([
        from(client()).systemLookups(names),
        Promise.all([80, EXPOSED].map((port) => from(client()).get(`http://database:${port}`))),
      ]);
      for (const name of nonEmpty('the names', found)) await expect(name).toResolveTo(db);
      for (const page of nonEmpty('the pages', pages)) await expect(page).toBeAnsweredBy(db, { at: db.address });
    },
  );

  behaviour(
    'links.one-way',
    'A container does not resolve the names of the containers that have a link to it',
    {
      docs: 'https://docs.docker.com/engine/network/links/#communication-across-links',
      needs,
      controlsRely: ['default-bridge', 'docker0-peers', 'inspect-address', 'hostname'],
      why: 'An attacker in a database learns the names of its clients.',
    },
    async () => {
      const { db } = world;
      const { engineName, shortId, url } = client();
      const control = { control: await from(db).get(url), answeredBy: client() };
      await expectNamesUnknown(db, [engineName, shortId], control);
    },
  );

  behaviour(
    'links.environment',
    'A link sets environment variables with the address and the exposed ports of the container that it names',
    {
      docs: 'https://docs.docker.com/engine/network/links/#environment-variables',
      needs: ['link-variables'],
      relies: ['link', 'default-bridge', 'inspect-address'],
      why: 'Images that are configured by the variables of a link connect to their default, which is nobody.',
    },
    async () => {
      const { db } = world;
      const prefix = `DATABASE_PORT_${EXPOSED}_TCP`;
      const variables = await from(client()).linesOf('/proc/self/environ', `^(DATABASE_NAME|${prefix})`);
      fact('the variables of the link', variables.toSorted()).is(
        [
          `DATABASE_NAME=/${client().engineName}/database`,
          `${prefix}=tcp://${db.address}:${EXPOSED}`,
          `${prefix}_ADDR=${db.address}`,
          `${prefix}_PORT=${EXPOSED}`,
          `${prefix}_PROTO=tcp`,
        ].toSorted(),
      );
    },
  );

  behaviour(
    'links.unknown',
    'A container on the default bridge with a link to no container is refused',
    {
      docs: 'https://docs.docker.com/reference/api/engine/version/v1.47/#tag/Container/operation/ContainerCreate',
      needs: ['links'],
      relies: ['link'],
      why: 'A typo in a link shows only later, when the program looks in vain for its database.',
    },
    async () => {
      const { toNobody } = world;
      fact('the creation of a container with a link to nobody', toNobody.kind).is('refused');
      fact('the HTTP status', toNobody.kind === 'refused' && toNobody.status).is(400);
    },
  );
});
