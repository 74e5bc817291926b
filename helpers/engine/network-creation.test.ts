import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { betweenBehaviours, endJudging, reinstallsIsolation, withoutNetworkCreation } from './network-creation.ts';

let folder = '';
const handed = process.env['CONFORMANCE_RUN'];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnc-steady-'));
  const engine = { kind: 'docker', version: '26.1.5' };
  process.env['CONFORMANCE_RUN'] = JSON.stringify({ engine, records: join(folder, 'records') });
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  if (handed === undefined) delete process.env['CONFORMANCE_RUN'];
  else process.env['CONFORMANCE_RUN'] = handed;
});

/** The mark of another process: the parent of this one is running, and pid 0 is none. */
const markOf = (kind: string, pid: number): string => join(folder, 'network-creation', `${kind}-${pid}`);

test.each([
  ['20.10.24+dfsg1', true],
  ['26.1.5', true],
  ['28.5.2', false],
])('Docker Engine %s reinstalls its isolation: %s', (version, rewrites) => {
  expect(reinstallsIsolation({ kind: 'docker', version })).toBe(rewrites);
  expect(reinstallsIsolation({ kind: 'podman', version })).toBe(false);
});

test('a network is created once no other process runs a behaviour', async () => {
  await withoutNetworkCreation(async () => undefined);
  writeFileSync(markOf('judging', process.ppid), '');
  let created = false;
  const creating = betweenBehaviours(async () => {
    created = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(created).toBe(false);
  rmSync(markOf('judging', process.ppid));
  await creating;
  expect(created).toBe(true);
});

test('the mark of an ended process blocks nothing', async () => {
  await withoutNetworkCreation(async () => undefined);
  writeFileSync(markOf('judging', 0), '');
  writeFileSync(markOf('creating', 0), '');
  await expect(betweenBehaviours(async () => 'created')).resolves.toBe('created');
  await expect(withoutNetworkCreation(async () => 'judged')).resolves.toBe('judged');
});

test('a process in a behaviour may begin another one, though a network is waiting', async () => {
  await withoutNetworkCreation(async () => {
    writeFileSync(markOf('creating', process.ppid), '');
    await expect(withoutNetworkCreation(async () => 'judged')).resolves.toBe('judged');
    rmSync(markOf('creating', process.ppid));
  });
});

test('two behaviours of a process begin together, once no other process creates a network', async () => {
  await withoutNetworkCreation(async () => undefined);
  writeFileSync(markOf('creating', process.ppid), '');
  const begun: string[] = [];
  const both = ['one', 'other'].map((name) => withoutNetworkCreation(async () => void begun.push(name)));
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual([]);
  rmSync(markOf('creating', process.ppid));
  await Promise.all(both);
  expect(begun).toEqual(['one', 'other']);
});

test('a request that is pending at the end of its scenario blocks no network', async () => {
  const answer = Promise.withResolvers<void>();
  const pending = withoutNetworkCreation(() => answer.promise);
  await new Promise((resolve) => setImmediate(resolve));
  expect(existsSync(markOf('judging', process.pid))).toBe(true);
  endJudging();
  expect(existsSync(markOf('judging', process.pid))).toBe(false);
  await withoutNetworkCreation(async () => {
    answer.resolve();
    await pending;
    expect(existsSync(markOf('judging', process.pid))).toBe(true);
  });
  expect(existsSync(markOf('judging', process.pid))).toBe(false);
});
