import type { AggregatedResult } from '@jest/reporters';
import { expect, test } from '@jest/globals';
import type { Verdict } from '../behaviour/verdict.ts';
import type { ComparedBaseline } from './baseline/facts.ts';
import { countTests, exitCodeOf } from './counts.ts';

const failedTest = (id: string) => ({ status: 'failed', title: `${id} · A sentence` });

const aggregated = {
  numPassedTests: 10,
  numFailedTests: 3,
  testResults: [
    { testResults: [failedTest('a.old'), failedTest('a.broke')], numFailingTests: 2 },
    { testResults: [failedTest('a helper')], numFailingTests: 1 },
    { testResults: [], numFailingTests: 0, testExecError: new Error('it does not load') },
  ],
} as unknown as AggregatedResult;

const verdicts = new Map<string, Verdict>([
  ['a.old', 'failed'],
  ['a.broke', 'failed'],
  ['a.differs', 'known-difference'],
]);

const baseline = {
  behaviours: [
    { id: 'a.old', kind: 'old-failure', before: 'failed' },
    { id: 'a.broke', kind: 'new-failure', before: 'passed' },
    { id: 'a.differs', kind: 'new-failure', before: 'passed' },
  ],
} as unknown as ComparedBaseline;

test('without a baseline, the counts are those of Jest, and files that did not load', () => {
  expect(countTests(aggregated, verdicts, undefined)).toEqual({ passed: 10, failed: 4, accepted: 0 });
});

test('with a baseline, old failures do not count, and new differences do', () => {
  expect(countTests(aggregated, verdicts, baseline)).toEqual({ passed: 9, failed: 4, accepted: 1 });
});

test.each([
  [0, { failed: 0, accepted: 0 }, 0],
  // specs of the user
  [0, { failed: 0, accepted: 0, errors: 0 }, 0],
  [1, { failed: 2, accepted: 0, errors: 2 }, 2],
  [1, { failed: 3, accepted: 0, errors: 2 }, 1],
  [1, { failed: 1, accepted: 0, errors: 0 }, 1],
  [1, { failed: 0, accepted: 2 }, 0],
  [1, { failed: 1, accepted: 2 }, 1],
  [0, { failed: 1, accepted: 0 }, 1],
  // Jest failed for another reason
  [1, { failed: 0, accepted: 0 }, 1],
])('Jest’s exit code %d with %j gives %d', (code, counts, expected) => {
  expect(exitCodeOf(code, { passed: 1, ...counts })).toBe(expected);
});
