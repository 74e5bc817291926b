import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SavedSoak, type SoakRun } from './saved.ts';

const before = process.cwd();
let folder = '';

// the runs are kept in the working directory
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnc-soak-'));
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const plan = { seed: 7, randomize: true, engine: 'debian:trixie' };
const run: SoakRun = {
  draw: { seed: 1, workers: 2, load: 0 },
  seconds: 60,
  exitCode: 1,
  problem: 'it ended',
  results: undefined,
};

test('a soak goes on with its plan and the runs that ended', () => {
  SavedSoak.begin(plan).keep(2, run);
  const soak = SavedSoak.open();
  expect(soak.plan).toEqual(plan);
  expect([soak.run(1), soak.run(2)]).toEqual([undefined, run]);
});

test('a new soak has no runs of the one before', () => {
  SavedSoak.begin(plan).keep(1, run);
  expect(SavedSoak.begin(plan).run(1)).toBeUndefined();
});

test('no soak goes on that there is not, or that another version of the suite began', () => {
  expect(() => SavedSoak.open()).toThrow('There is no soak');
  SavedSoak.begin(plan);
  const file = 'report/soak/plan.json';
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"digest": ".*"/, '"digest": "another"'));
  expect(() => SavedSoak.open()).toThrow('The suite was changed');
});
