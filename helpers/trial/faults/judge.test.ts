import { expect, test } from '@jest/globals';
import type { Expected } from './index.ts';
import { judge } from './judge.ts';

const fault: Expected = {
  name: 'published ports are dropped',
  fail: ['publish.binds', 'publish.ephemeral'],
  unclear: ['none.isolated'],
};
const run = ['publish.binds', 'publish.ephemeral', 'none.isolated', 'bridge.alias-resolves'];

const verdicts = (...[binds, ephemeral, isolated, alias]: string[]): Map<string, string> =>
  new Map([
    ['publish.binds', binds ?? ''],
    ['publish.ephemeral', ephemeral ?? ''],
    ['none.isolated', isolated ?? ''],
    ['bridge.alias-resolves', alias ?? ''],
  ]);

test.each([
  ['everything that promises it failed, and nothing else', verdicts('failed', 'failed', 'passed', 'passed')],
  ['a control that it takes away is an error', verdicts('failed', 'failed', 'error', 'passed')],
])('a fault is caught where %s', (_, seen) => {
  expect(judge(fault, seen, run)).toMatchObject({ caught: true, missed: [], unrelated: [] });
});

test('it is not caught where a behaviour that must fail passes, or ends in an error', () => {
  const verdict = judge(fault, verdicts('passed', 'error', 'passed', 'passed'), run);
  expect(verdict).toMatchObject({ caught: false, missed: ['publish.binds (passed)', 'publish.ephemeral (error)'] });
});

test.each([
  ['fails', 'failed', 'bridge.alias-resolves (failed)'],
  ['ends in an error', 'error', 'bridge.alias-resolves (error)'],
])('it is not caught where an unrelated behaviour %s', (_, seen, reported) => {
  const verdict = judge(fault, verdicts('failed', 'failed', 'passed', seen), run);
  expect(verdict).toMatchObject({ caught: false, unrelated: [reported] });
});

test('a behaviour with an affected control may end in an error, but may not fail', () => {
  const verdict = judge(fault, verdicts('failed', 'failed', 'failed', 'passed'), run);
  expect(verdict).toMatchObject({ caught: false, unrelated: ['none.isolated (failed)'] });
});

test('a behaviour without a verdict is missed', () => {
  expect(judge(fault, new Map(), run).missed).toEqual(['publish.binds (missing)', 'publish.ephemeral (missing)']);
});
