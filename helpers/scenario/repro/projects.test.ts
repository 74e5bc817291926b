import type Dockerode from 'dockerode';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { compose, nginx } from '../declare.ts';
import { RunningContainer } from '../running.ts';
import { RunningProject } from '../running/project.ts';
import type { Step } from '../steps.ts';
import { reproOf } from './repro.ts';

const before = { images: process.env['CONFORMANCE_IMAGES'], run: process.env['CONFORMANCE_RUN'] };

const image = (reference: string) => ({ reference, origin: 'pulled' });

beforeAll(() => {
  process.env['CONFORMANCE_IMAGES'] = JSON.stringify({ nginx: image('nginx:1'), grafana: image('grafana:1') });
  const engine = { kind: 'docker', settings: {} };
  process.env['CONFORMANCE_RUN'] = JSON.stringify({ id: '1a2b3c', owner: 'me', engine });
});

afterAll(() => {
  for (const [name, value] of [
    ['CONFORMANCE_IMAGES', before.images],
    ['CONFORMANCE_RUN', before.run],
  ] as const) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

const NAME = 'dnc-1a2b3c-4d5e-shop';
const shop = compose({ services: { web: { ports: ['${PORT}:80'] }, db: {} } });

/** A container of the project, without an engine; `name` is `SERVICE-NUMBER`. */
function running(name: string, id: string, address: string, ports: object = {}): RunningContainer {
  const container = new RunningContainer({
    name: `shop-${name}`,
    id: id.repeat(32),
    identity: `${NAME}_${name.replace(/-\d+$/, '')}_${id.repeat(6)}`,
    engineName: `${NAME}-${name}`,
    declaration: nginx(),
    server: { port: 80, environment: {}, ready: /./ },
    networkName: `${NAME}_default`,
    hostPorts: undefined,
    engine: {} as Dockerode,
  });
  const endpoint = { IPAddress: address, GlobalIPv6Address: '', Gateway: '172.18.0.1' };
  const info = { NetworkSettings: { Networks: { [`${NAME}_default`]: endpoint }, Ports: ports } };
  for (const [key, value] of Object.entries({ atStart: info, history: [info] }))
    Object.defineProperty(container, key, { value });
  return container;
}

/** The project with these containers, of which those of some services are several. */
function projectWith(
  all: readonly RunningContainer[],
  removed: readonly RunningContainer[] = [],
  severalOf: ReadonlySet<string> = new Set(),
): RunningProject {
  const made = new RunningProject({
    name: 'shop',
    engineName: NAME,
    declaration: shop,
    engine: {} as Dockerode,
    values: { PORT: '20001', PROJECT: NAME },
    hostPorts: { port: 1, otherPort: 2, udpPort: 3 },
    external: new Map(),
  });
  const isOneOfSeveral = ({ name }: RunningContainer): boolean => severalOf.has(name.split('-')[1] ?? '');
  Object.defineProperty(made, 'found', { value: { all, removed, severalOf, isOneOfSeveral } });
  return made;
}

const [web, db] = [
  running('web-1', 'ab', '172.18.0.2', { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '20001' }] }),
  running('db-1', 'cd', '172.18.0.3'),
];
const project = projectWith([web, db]);

const script = (...steps: Step[]) => reproOf({ shop }, { shop: project }, steps);

const page = (url: string, { identity }: RunningContainer = web): Step => ({
  words: ['docker', 'exec', db.engineName, 'curl', url],
  engine: db.engine,
  observed: { output: 'page', lines: [`answered by ${identity}`] },
});

test('a script brings up the project with its Compose file, and removes it', () => {
  const { build, remove } = script(page('http://web'));
  const up = build.at(-1) ?? '';
  expect(build).toContain('export NGINX');
  expect(up).toMatch(/^docker compose --project-name repro-shop --file - up --detach --wait <<'END'\nservices:\n/);
  expect(up).toContain('  web:\n    image: "nginx:1"\n    entrypoint: [sh, "-c", "${NGINX}", shop-web-1]\n');
  expect(up).toContain('    ports: ["20001:80"]\n');
  expect(up).toMatch(/\nEND$/);
  expect(remove).toEqual(['docker compose --project-name repro-shop down --volumes --remove-orphans --timeout 0']);
});

test('the containers, networks and host ports of a project have the names of the script', () => {
  const { steps } = script(
    page('http://172.18.0.2:80'),
    page('http://127.0.0.1:20001'),
    { words: ['docker', 'network', 'inspect', `${NAME}_default`], engine: db.engine },
    { words: ['docker', 'compose', '--project-name', NAME, 'restart', 'web'], engine: db.engine },
  );
  expect(steps.flatMap(({ lines }) => lines)).toEqual(
    expect.arrayContaining([
      `shop_web_1_ip=$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' repro-shop-web-1)`,
      'docker exec repro-shop-db-1 curl "http://$shop_web_1_ip:80"',
      'docker exec repro-shop-db-1 curl "http://127.0.0.1:$shop_web_1_port"',
      'docker network inspect repro-shop_default',
      'docker compose --project-name repro-shop restart web',
    ]),
  );
  expect(steps[0]).toMatchObject({ observed: 'answered by shop-web-1' });
});

test('of several containers of one service, each answers with its ID, which the script prints with its name', () => {
  const [other, removed] = [running('web-2', 'ef', '172.18.0.4'), running('web-2', '12', '172.18.0.5')];
  const scaled = projectWith([web, db, other], [removed], new Set(['web']));
  const { build, steps } = reproOf({ shop }, { shop: scaled }, [
    page('http://web', removed),
    page('http://172.18.0.4', other),
  ]);
  expect(build.at(-1)).toContain('entrypoint: [sh, "-c", "${NGINX}", "$$hostname"]');
  expect(build.at(-1)).toContain('entrypoint: [sh, "-c", "${NGINX}", shop-db-1]');
  expect(build.join('\n')).toContain('the ID of the container is in X-Container');
  expect(steps.map(({ observed }) => observed)).toEqual(['answered by shop-web-2', 'answered by shop-web-2']);
  expect(steps[0]?.lines[0]).toMatch(/^docker inspect --format '{{.Name}} {{.Config.Hostname}}.*' repro-shop-web-1 /);
});
