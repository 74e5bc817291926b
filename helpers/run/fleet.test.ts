import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { lookAt } from './fleet-engine.ts';
import { runFleet } from './fleet.ts';
import type { Interruption } from './interruption.ts';

let folder: string;
let servers: Server[];
let printed: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleet-test-'));
  servers = [];
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});

afterEach(async () => {
  jest.restoreAllMocks();
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  rmSync(folder, { recursive: true });
});

/** An engine of an API version that is too old for the suite, at a port of this machine. */
async function oldEngine(info: object): Promise<string> {
  const server = createServer(({ url = '' }, response) => {
    const answer = url.endsWith('/info')
      ? info
      : { Version: '1.0', ApiVersion: '1.20', Components: [{ Name: 'Engine' }] };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const watchedBy = (watch: (run: ChildProcess) => void) => ({ signal: undefined, watch }) as unknown as Interruption;

const fleetOf = (...names: string[]) =>
  runOn(
    watchedBy(() => undefined),
    names,
  );

const runOn = (interruption: Interruption, names: readonly string[]) =>
  runFleet(
    {
      engines: names.map((name) => ({ name, lan: false })),
      atOnce: 4,
      limitMs: 60_000,
      selection: ['--chapter', 'none'],
      folder: join(folder, 'matrix'),
    },
    interruption,
  );

test('an engine that does not answer has its reason, in the order of the engines', async () => {
  const dead = [`unix://${folder}/no.sock`, 'tcp://127.0.0.1:1'];
  await expect(fleetOf(...dead)).resolves.toEqual([
    { engine: dead[0], problem: expect.stringContaining('the socket does not exist') },
    { engine: dead[1], problem: expect.stringContaining('connection refused') },
  ]);
});

test('an engine that two names lead to is run once, and a failed run has its last line', async () => {
  const info = { ID: 'one', Name: 'web-1' };
  const [first, second] = [await oldEngine(info), await oldEngine(info)];
  const [source, ...others] = await fleetOf(first, second);
  expect(others).toEqual([]);
  expect(source).toEqual({ engine: expect.any(String), problem: expect.stringContaining('is too old') });
  expect(printed).toMatch(/tcp:\S+ is the same engine as tcp:\S+, on the host "web-1": it is run once\.\n/);
});

test('a run that another program ends has no column of a part', async () => {
  const killing = watchedBy((run) => run.kill('SIGTERM'));
  const engine = await oldEngine({ ID: 'one', Name: 'web-1' });
  await expect(runOn(killing, [engine])).resolves.toEqual([
    { engine, problem: 'another program ended its run: run the matrix again' },
  ]);
});

test('an engine at an address may be of this machine', async () => {
  const address = await oldEngine({ ID: 'one', Name: hostname(), KernelVersion: release() });
  await expect(lookAt(address)).resolves.toMatchObject({ isHere: true, hostName: hostname() });
});

test('two machines made from one image have one ID, and are two engines', async () => {
  const looks = await Promise.all(
    ['web-1', 'web-2'].map(async (Name) => lookAt(await oldEngine({ ID: 'one', Name, KernelVersion: '6.1' }))),
  );
  expect(new Set(looks.flatMap((look) => look?.identities)).size).toBe(4);
  expect(looks.map((look) => look?.isHere)).toEqual([false, false]);
});
