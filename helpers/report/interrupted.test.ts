import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { DescribedEntry } from '../behaviour/catalogue.ts';
import type { Run } from '../engine/run.ts';
import type { RoleImages } from '../images/roles.ts';
import { resultsSoFar } from './interrupted.ts';

let records: string;

beforeEach(() => {
  records = join(mkdtempSync(join(tmpdir(), 'cut-off-')), 'records');
  mkdirSync(records);
});

afterEach(() => rmSync(join(records, '..'), { recursive: true }));

const entry = (id: string): DescribedEntry => ({
  id,
  sentence: `the sentence of ${id}`,
  file: 'specs/a.spec.ts',
  line: 1,
  docs: 'https://docs.example/',
  needs: [],
});

test('the results of an interrupted run have the verdicts so far, and an error for every other behaviour', () => {
  const judged = { id: 'none.alone', sentence: 'A container is alone', docs: 'a', verdict: 'passed', probes: [] };
  writeFileSync(join(records, '1.jsonl'), `${JSON.stringify(judged)}\n`);
  const run = { id: 'run-1', records, preparation: { engine: 1, images: 2 } } as unknown as Run;
  const about = { run, images: {} as RoleImages, version: '1.2.3', start: Date.now(), all: 134 };
  const { tests, summary } = resultsSoFar([entry('none.alone'), entry('none.loopback')], about).results;
  expect(tests.map(({ name, extra }) => [name, extra.id, extra.verdict, extra.explanation])).toEqual([
    ['A container is alone', 'none.alone', 'passed', undefined],
    [
      'the sentence of none.loopback',
      'none.loopback',
      'error',
      'the run was interrupted before this behaviour was judged',
    ],
  ]);
  expect(summary).toMatchObject({ tests: 2, passed: 1, failed: 1 });
});
