import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { behavioursFor, faults } from './index.ts';
import { type FaultRecord, FaultRecords, digester } from './record.ts';

const before = process.cwd();
let folder = '';

// the verdicts are kept in the working directory
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnc-records-'));
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const record = (fault: string, digest: string, about: Partial<FaultRecord> = {}): FaultRecord =>
  ({ fault, digest, suite: 'debian:trixie', scope: 'affected spec files', ...about }) as FaultRecord;

const digests = (...wanted: string[]): string[] =>
  new FaultRecords().withDigests(new Set(wanted)).map(({ digest }) => digest);

test('a kept verdict is found by what it depends on, until another one takes its place', () => {
  new FaultRecords().keep(record('one', 'a'));
  new FaultRecords().keep(record('two', 'b'));
  expect(digests('a', 'b', 'c')).toEqual(['a', 'b']);
  new FaultRecords().keep(record('one', 'c'));
  expect(digests('a', 'b', 'c')).toEqual(['b', 'c']);
});

test('a trial of some chapters does not take the place of one of all', () => {
  new FaultRecords().keep(record('one', 'a'));
  new FaultRecords().keep(record('one', 'b', { scope: 'affected spec files, none' }));
  expect(digests('a', 'b')).toEqual(['a', 'b']);
});

test('a verdict depends on its fault, its engine, and the behaviours that are judged', () => {
  const digestOf = digester();
  const [fault, other] = faults;
  if (!fault || !other) throw new Error('there are no faults');
  const ids = behavioursFor(fault);
  const all = [
    digestOf(fault, 'debian:trixie', ids),
    digestOf(fault, 'debian:forky', ids),
    digestOf(fault, 'debian:trixie', ids.slice(1)),
    digestOf(other, 'debian:trixie', ids),
  ];
  expect(new Set(all).size).toBe(all.length);
  expect(digester()(fault, 'debian:trixie', ids)).toBe(all[0]);
});
