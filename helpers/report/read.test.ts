import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type Results, SCHEMA } from './ctrf.ts';
import { finding, resultsOf } from './example.ts';
import { readResults } from './read.ts';

const folder = mkdtempSync(join(tmpdir(), 'dnc-read-'));

afterAll(() => rmSync(folder, { recursive: true }));

const whole = resultsOf(finding());

Object.assign(whole.results.environment.extra, {
  engine: { kind: 'docker', name: 'Docker Engine', version: '28.5.2', source: 'a socket', options: [] },
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
  test('a missing file', () => {
    expect(() => readResults(join(folder, 'nothing.json'))).toThrow('cannot be read (ENOENT)');
  });

  test.each<[string, string, string]>([
    ['truncated', JSON.stringify(whole).slice(0, -20), 'is not JSON, or truncated'],
    ['empty', '', 'is not JSON, or truncated'],
    ['something else', '{"a":1}', 'is not a report in the Common Test Report Format'],
    ['no object at all', 'null', 'is not a report in the Common Test Report Format'],
    ['a report of another tool', changed(({ tool }) => Object.assign(tool, { name: 'jest' })), 'is a report of "jest"'],
    [
      'an older schema',
      changed(({ environment }) => Object.assign(environment.extra, { schema: SCHEMA - 1 })),
      `is of an older version of this suite (schema ${SCHEMA - 1}, this one reads ${SCHEMA})`,
    ],
    [
      'a newer schema',
      changed(({ environment }) => Object.assign(environment.extra, { schema: SCHEMA + 1 })),
      `is of a newer version of this suite (schema ${SCHEMA + 1}, this one reads ${SCHEMA}): update it.`,
    ],
    [
      'no schema',
      changed(({ environment }) => Object.assign(environment.extra, { schema: undefined })),
      `(no schema, this one reads ${SCHEMA}): run the engine again with this version.`,
    ],
    [
      'an unknown engine',
      changed(({ environment }) => Object.assign(environment.extra, { engine: { kind: 'docker' } })),
      'does not name its engine',
    ],
    [
      'a behaviour whose id leads out of the folder',
      changed(({ tests }) => Object.assign(tests[0]?.extra ?? {}, { id: '../../x' })),
      'has a behaviour without its name',
    ],
    [
      'a time that is none',
      changed(({ summary }) => Object.assign(summary, { start: 9e15 })),
      'has no time of its run',
    ],
    ['control characters', '\u001B[2J{', 'is not JSON, or truncated'],
    [
      'a behaviour without a verdict',
      changed(({ tests }) => Object.assign(tests[0]?.extra ?? {}, { verdict: 'maybe' })),
      'has a behaviour without its name, its verdict or its evidence',
    ],
  ])('%s', (_, text, sentence) => {
    expect(() => readResults(written(text))).toThrow(sentence);
  });
});
