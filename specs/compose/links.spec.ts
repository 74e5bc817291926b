import {
  behaviour,
  describe,
  expect,
  expectNamesResolve,
  expectNamesUnknown,
  expectingNoAnswer,
  fact,
  from,
  randomName,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/compose-file/services/#links';

const database = randomName('database');

describe('Services with links', () => {
  const world = scenario(({ compose }) => ({
    shop: compose({
      services: {
        db: {},
        app: { links: [`db:${database}`] },
        reader: { networks: ['own'], links: [`db:${database}`] },
      },
      networks: { own: {} },
      later: true,
    }),
  }));
  const started = async () => {
    await world.shop.up();
    return (service: string) => world.shop.service(service);
  };

  behaviour(
    'compose.links',
    'A link gives the linked service an extra name that only the linking service knows',
    {
      docs,
      needs: ['docker-compose'],
      relies: ['compose-links', 'compose-service-name'],
      why: 'A program with a fixed name for its database does not find the one of this project.',
    },
    async () => {
      const of = await started();
      const [db, app] = [of('db'), of('app')];
      await expectNamesResolve(app, [database, 'db'], db);
      const control = { control: await from(app).get(`http://${database}`), answeredBy: db };
      await expectNamesUnknown(db, [database], control);
      const starts = [db, app].map(({ atStart }) => Date.parse(atStart.State.StartedAt));
      fact('whether the linked service started first', Number(starts[0]) < Number(starts[1])).is(true);
    },
  );

  behaviour(
    'compose.links-no-network',
    'A link does not connect services that share no network',
    {
      docs,
      needs: ['docker-compose', 'engine-firewall', 'ip-forwarding'],
      relies: ['compose-isolation'],
      controlsRely: ['compose-service-name'],
      why: 'A link opens a way to a service that the networks of the file keep apart.',
    },
    async () => {
      const of = await started();
      const [db, reader] = [of('db'), of('reader')];
      const control = from(of('app')).reach(db);
      await expect(from(reader).reach(db, expectingNoAnswer)).toBeClosed({ control });
    },
  );
});
