import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ownerOf } from '../engine/owner.ts';
import { openRunFolder } from './run-folder.ts';

const before = process.env['CONFORMANCE_CACHE'];
let cache = '';

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'dnc-test-'));
  process.env['CONFORMANCE_CACHE'] = cache;
});

afterEach(() => {
  rmSync(cache, { recursive: true });
  if (before === undefined) delete process.env['CONFORMANCE_CACHE'];
  else process.env['CONFORMANCE_CACHE'] = before;
});

function runOf(id: string, owner: string): string {
  const folder = join(cache, 'runs', id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'owner'), owner);
  return folder;
}

test('a run has a folder for its records, which is removed with it', () => {
  const run = openRunFolder();
  expect(existsSync(run.records)).toBe(true);
  run.remove();
  expect(readdirSync(join(cache, 'runs'))).toEqual([]);
});

test('two runs have different ids', () => {
  expect(openRunFolder().id).not.toBe(openRunFolder().id);
});

test('the folder of an ended run is removed, that of a running one is not', () => {
  const [machine] = ownerOf().split('/');
  const gone = runOf('gone', `${machine}/${2 ** 30}/1`);
  const alive = runOf('alive', ownerOf());
  openRunFolder();
  expect([existsSync(gone), existsSync(alive)]).toEqual([false, true]);
});
