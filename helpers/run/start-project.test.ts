import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import type Dockerode from 'dockerode';
import { Progress } from './progress.ts';
import { CheckedProject } from './start-project.ts';

// cspell:ignore nowhere

const folder = mkdtempSync(join(tmpdir(), 'start-project-test-'));
const log = join(folder, 'log');
const script = join(folder, 'compose.cjs');
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  delete process.env['COMPOSE_PROFILES'];
});

/** A project of a Compose that logs its arguments and its input, and answers `config` with this text, or fails. */
function projectWith(config: object | Error): { project: CheckedProject; printed: () => string } {
  const answer = config instanceof Error ? 'process.exitCode = 15' : 'console.log(process.env.CONFIG)';
  const words = [
    "const { appendFileSync, readFileSync } = require('node:fs');",
    "const args = process.argv.slice(2), isUp = args.includes('up');",
    `appendFileSync(${JSON.stringify(log)}, JSON.stringify({ args, input: isUp ? JSON.parse(readFileSync(0, 'utf8')) : null }) + '\\n');`,
    `if (!isUp) { console.error('services.x is wrong'); ${answer}; }`,
  ];
  writeFileSync(script, words.join('\n').replace('process.env.CONFIG', `'${JSON.stringify(config)}'`));
  writeFileSync(log, '');
  let output = '';
  const progress = new Progress({ write: (text: string) => (output += text) } as unknown as NodeJS.WriteStream);
  const network = { Name: 'shop_data', IPAM: { Config: [{ Subnet: '172.30.0.0/16' }] } };
  const engine = {
    listContainers: async () => [],
    listNetworks: async () => [network],
  } as unknown as Dockerode;
  const project = new CheckedProject({
    engine,
    endpoint: { dockerHost: 'unix:///nowhere' } as never,
    program: { words: [process.execPath, script], version: '2', own: false },
    compose: { file: 'compose.yaml', paths: ['/x/compose.yaml'] } as never,
    base: 'shop',
    belongs: { id: 'a1', owner: 'me' },
    progress,
  });
  return { project, printed: () => output };
}

const commands = (): { args: string[]; input: { networks?: object; services?: object } | null }[] =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ReturnType<typeof commands>[number]);

test('an error in the file comes before anything is started, and nothing is removed then', async () => {
  const { project, printed } = projectWith(new Error('wrong'));
  await expect(project.up()).rejects.toThrow('docker compose config of compose.yaml failed (services.x is wrong)');
  await project.down();
  expect(commands()).toHaveLength(1);
  expect(printed()).toBe('');
});

test('the profiles of the environment are started, and a subnet that is taken is left to the engine', async () => {
  process.env['COMPOSE_PROFILES'] = 'debug,tools';
  const data = { ipam: { config: [{ subnet: '172.30.7.0/24' }] } };
  const services = { debug: { image: 'x', profiles: ['debug'], networks: { data: { ipv4_address: '172.30.7.7' } } } };
  const { project, printed } = projectWith({ networks: { data }, services });
  await expect(project.up()).rejects.toThrow('compose.yaml has no service to start');
  const [config, up] = commands();
  expect(config?.args.join(' ')).toContain('--profile debug --profile tools config');
  expect(up?.input).toMatchObject({
    networks: { data: { name: 'shop-check-a1_data', ipam: { config: [] } } },
    services: { debug: { networks: { data: {} } } },
  });
  expect(JSON.stringify(up?.input)).not.toMatch(/172\.30|profiles/);
  expect(printed()).toBe(
    'The network data gets another subnet than 172.30.7.0/24, which shop_data has on this engine.\n' +
      'starting compose.yaml as the project shop-check-a1 …\n',
  );
});
