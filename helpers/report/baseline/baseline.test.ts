import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { UserError } from '../../engine/user-error.ts';
import { HOSTILE, failureOf, finding, resultsOf } from '../example.ts';
import { toJson } from '../json.ts';
import { readBaseline } from './baseline.ts';

const folder = mkdtempSync(join(tmpdir(), 'dnc-baseline-'));
const file = join(folder, 'before.json');

afterAll(() => rmSync(folder, { recursive: true }));

const broken = finding({ id: 'bridge.broke', verdict: 'failed', failures: [failureOf('http://one')] });

test('a baseline has what was found of each behaviour', () => {
  writeFileSync(file, toJson(resultsOf(finding(), broken)));
  expect(readBaseline(file)).toMatchObject({
    file,
    engine: { kind: 'docker', name: 'Docker Engine', version: '28.5.2', options: [] },
    suite: '1.2.3',
    start: 1000,
    behaviours: [
      ['bridge.alias-resolves', { verdict: 'passed', state: 'passed', observed: 'passed' }],
      ['bridge.broke', { verdict: 'failed', state: 'failed' }],
    ],
  });
});

describe('is refused in a sentence', () => {
  test.each<[string, string, string]>([
    ['a page', `<html>${HOSTILE}</html>`, 'is not JSON, or truncated'],
    ['a truncated file', toJson(resultsOf(finding())).slice(0, -9), 'is not JSON, or truncated'],
    ['no results', '[]', 'is not a report in the Common Test Report Format'],
    [
      'a run that judged nothing',
      toJson(resultsOf(finding({ verdict: 'unsupported' }), finding({ verdict: 'error' }))),
      'judged no behaviour',
    ],
    [
      'a failure of which nothing is known',
      toJson(resultsOf(broken)).replace('"observed": {', '"seen": {'),
      'has a failure without what was observed',
    ],
  ])('%s', (_, text, sentence) => {
    writeFileSync(file, text);
    expect(() => readBaseline(file)).toThrow(UserError);
    expect(() => readBaseline(file)).toThrow(sentence);
    expect(() => readBaseline(file)).not.toThrow(/\p{Cc}/u);
  });

  test('a file of 100 MB', () => {
    writeFileSync(file, '');
    truncateSync(file, 100_000_000);
    expect(() => readBaseline(file)).toThrow(
      'has 100 MB, and results have at most 64 MB: name the results.json of a run',
    );
  });

  test('a folder', () => {
    expect(() => readBaseline(folder)).toThrow('cannot be read (EISDIR)');
  });
});
