import { describe, expect, test } from '@jest/globals';
import type { Run } from '../engine/run.ts';
import { UserError } from '../engine/user-error.ts';
import type { RoleImages } from '../images/roles.ts';
import { toResults } from './ctrf.ts';
import { finding, resultsOf } from './example.ts';
import type { Finding } from './finding.ts';
import { merge } from './merge.ts';

const findings = [
  finding({ id: 'bridge.a' }),
  finding({ id: 'bridge.b', verdict: 'failed' }),
  finding({ id: 'names.a', verdict: 'unsupported' }),
  finding({ id: 'names.b', verdict: 'known-difference' }),
];

const order = findings.map(({ id }) => id);

/** One of two parts with these findings. */
function part(index: number, inside: readonly Finding[], about: { count?: number; behaviours?: number } = {}) {
  const { count = 2, behaviours = 4 } = about;
  const results = resultsOf(...inside);
  const { extra } = results.results.environment;
  Object.assign(extra, { shard: { index, count, behaviours }, run: `run-${index}` });
  Object.assign(results.results.summary, { start: index * 1000, stop: index * 1000 + 500 });
  return { file: `${index}.json`, results };
}

// Jest divides files, and their order is not that of the behaviours
const [, , third] = findings as [Finding, Finding, Finding];
const two = () => part(2, [findings[3] as Finding, findings[1] as Finding]);
const one = () => part(1, [third, findings[0] as Finding]);

describe('the parts of a run', () => {
  test('are as if it had run in one go', () => {
    const merged = merge([two(), one()], order);
    const whole = resultsOf(...findings);
    expect(merged.results.tests).toEqual(whole.results.tests);
    expect(merged.results.summary).toEqual({ ...whole.results.summary, start: 1000, stop: 2500 });
    const { shard, run, coverage, timings } = merged.results.environment.extra;
    expect({ shard, run, coverage }).toEqual({
      shard: undefined,
      run: 'run-1+run-2',
      coverage: { judged: 3, all: 134 },
    });
    expect(timings).toMatchObject({ engine: 1, images: 2, specs: 6, behaviours: 10 });
  });

  test('have their comparison with a baseline together', () => {
    const parts = [one(), two()];
    for (const [index, { results }] of parts.entries())
      Object.assign(results.results.environment.extra, {
        baseline: { start: 5, engine: { version: '1' }, behaviours: [`of ${index}`] },
      });
    expect(merge(parts, order).results.environment.extra.baseline?.behaviours).toEqual(['of 0', 'of 1']);
    Object.assign(parts[0]?.results.results.environment.extra ?? {}, { baseline: undefined });
    expect(() => merge(parts, order)).toThrow('compared with different baselines');
  });
});

describe('are refused in a sentence', () => {
  const changed = (about: object) => {
    const other = two();
    Object.assign(other.results.results.environment.extra.engine, about);
    return other;
  };
  const ofCommit = (commit: string) => {
    const other = two();
    Object.assign(other.results.results.environment, { commit });
    return other;
  };
  const ofVersion = (version: string) => {
    const other = two();
    Object.assign(other.results.results.tool, { version });
    return other;
  };
  test.each([
    ['a missing part', [one()], 'Of 2 parts, part 2 is missing: name it, too, or run it with --shard 2/2.'],
    [
      'several missing parts',
      [part(2, [], { count: 4 })],
      'Of 4 parts, parts 1, 3 and 4 are missing: name them, too, or run them with --shard 1/4.',
    ],
    ['one part twice', [one(), two(), one()], '1.json and 1.json are both part 1 of 2: name each part once.'],
    [
      'another engine',
      [one(), changed({ version: '26.1.5' })],
      '1.json and 2.json are of different engines (Docker Engine 28.5.2, embedded debian:forky, and Docker Engine 26.1.5, embedded debian:forky)',
    ],
    ['other options', [one(), changed({ options: ['icc=false'] })], 'are of different engines'],
    ['another version', [one(), ofVersion('2.0.0')], 'are of different versions of the suite (1.2.3, and 2.0.0)'],
    ['another commit', [one(), ofCommit('abc')], 'are of different commits of the suite (unknown, and abc)'],
    [
      'another division',
      [one(), part(2, [], { count: 3 })],
      'different divisions of a run (2 parts of 4 behaviours, and 3 parts of 4 behaviours)',
    ],
    ['a whole run', [{ file: 'a.json', results: resultsOf(...findings) }], 'a.json is not a part of a run'],
    ['a part that ended early', [one(), part(2, [])], 'The parts have 2 of 4 behaviours'],
    [
      'parts with one behaviour in both',
      [one(), part(2, [findings[0] as Finding, findings[1] as Finding])],
      'Two of the parts have the behaviour bridge.a',
    ],
  ])('%s', (_, files, sentence) => {
    expect(() => merge(files, order)).toThrow(UserError);
    expect(() => merge(files, order)).toThrow(sentence);
  });
});

test('the results of a part have which it is, and the commit', () => {
  const { engine } = resultsOf().results.environment.extra;
  const shard = { index: 1, count: 2, behaviours: 4 };
  const run = { id: 'run-1', engine, shard, commit: 'abc' } as Run;
  const timings = { engine: 1, images: 2, specs: 3, scenarioStarts: 4, behaviours: 5, scenarioRemovals: 6 };
  const about = { run, images: {} as RoleImages, version: '1.2.3', start: 1, stop: 2, timings, all: 4 };
  const { environment } = toResults([], about).results;
  expect([environment.commit, environment.extra.shard]).toEqual(['abc', shard]);
});
