import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Results } from './ctrf.ts';
import { finding, resultsOf } from './example.ts';
import { readResults } from './read.ts';

const folder = mkdtempSync(join(tmpdir(), 'dnc-read-'));

afterAll(() => rmSync(folder, { recursive: true }));

const whole = resultsOf(finding());

Object.assign(whole.results.environment.extra, {
  engine: { kind: 'docker', name: 'Docker Engine', version: '28.5.2' },
});

function written(text: string): string {
  const file = join(folder, 'results.json');
  writeFileSync(file, text);
  return file;
}

/** The same results, with something in them changed. */
function changed(change: (results: Results['results']) => void): string {
  const copy = structuredClone(whole);
  change(copy.results);
  return JSON.stringify(copy);
}

test('results that this suite wrote are read', () => {
  expect(readResults(written(JSON.stringify(whole)))).toEqual(whole);
});

describe('refused in a sentence', () => {
  test('a file that is not there', () => {
    expect(() => readResults(join(folder, 'nothing.json'))).toThrow('cannot be read (ENOENT)');
  });

  test.each<[string, string, string]>([
    ['cut off', JSON.stringify(whole).slice(0, -20), 'is no JSON, or cut off'],
    ['empty', '', 'is no JSON, or cut off'],
    ['something else', '{"a":1}', 'is no report in the Common Test Report Format'],
    ['no object at all', 'null', 'is no report in the Common Test Report Format'],
    ['a report of another tool', changed(({ tool }) => Object.assign(tool, { name: 'jest' })), 'is a report of "jest"'],
    [
      'another schema',
      changed(({ environment }) => Object.assign(environment.extra, { schema: 3 })),
      'its schema is 3, this version reads 2',
    ],
    [
      'no schema',
      changed(({ environment }) => Object.assign(environment.extra, { schema: undefined })),
      'its schema is not said',
    ],
    [
      'an unknown engine',
      changed(({ environment }) => Object.assign(environment.extra, { engine: { kind: 'docker' } })),
      'does not say which engine it is of',
    ],
    [
      'a behaviour without a verdict',
      changed(({ tests }) => Object.assign(tests[0]?.extra ?? {}, { verdict: 'maybe' })),
      'has a behaviour without its verdict',
    ],
  ])('%s', (_, text, sentence) => {
    expect(() => readResults(written(text))).toThrow(sentence);
  });
});
