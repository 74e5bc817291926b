import { expect, test } from '@jest/globals';
import type { TestResult } from '@jest/test-result';
import type { BehaviourRecord } from '../behaviour/verdict.ts';
import { useSpecsOf } from '../behaviour/user-specs.ts';
import { findingsOf } from './finding.ts';

const record = (verdict: BehaviourRecord['verdict']): Map<string, BehaviourRecord> =>
  new Map([['a.b', { id: 'a.b', verdict, explanation: 'why' } as BehaviourRecord]]);

const result = (status: 'passed' | 'failed'): TestResult =>
  ({
    testFilePath: 'specs/a/b.spec.ts',
    testResults: [
      {
        title: 'a.b · A sentence',
        fullName: 'a scenario a.b · A sentence',
        status,
        duration: 3,
        ancestorTitles: [],
        failureMessages: ['late\n  at x:1:2'],
      },
    ],
  }) as unknown as TestResult;

test('a verdict stands if nothing was thrown after it', () => {
  expect(findingsOf(result('passed'), record('unsupported'), [])).toMatchObject([
    { verdict: 'unsupported', explanation: 'why' },
  ]);
});

test('an error that is thrown after the verdict makes it an error, with an explanation', () => {
  expect(findingsOf(result('failed'), record('passed'), [])).toMatchObject([
    { verdict: 'error', explanation: 'the verdict was passed, then something threw: late' },
  ]);
});

test('a behaviour that was not selected has no finding, though its record says that it is unsupported', () => {
  expect(findingsOf(result('passed'), record('unsupported'), [], /a\.c/)).toEqual([]);
});

test('a failure is still a failure if something is thrown after it', () => {
  expect(findingsOf(result('failed'), record('failed'), [])).toMatchObject([{ verdict: 'failed', explanation: 'why' }]);
});

test('a spec of the user that cannot be loaded is an error, and says so in its headline', () => {
  useSpecsOf('/shop/network-tests');
  const [testFilePath, failureMessage] = ['/shop/network-tests/a.spec.ts', '● Test suite failed to run\n\n  why\n'];
  const found = findingsOf({ testFilePath, testResults: [], failureMessage } as unknown as TestResult, new Map(), []);
  delete process.env['CONFORMANCE_SPECS'];
  delete process.env['CONFORMANCE_SPECS_NAMED'];
  expect(found).toMatchObject([
    {
      id: 'a.spec-cannot-be-loaded',
      sentence: `The spec ${testFilePath} cannot be loaded`,
      verdict: 'error',
      explanation: 'why',
    },
  ]);
});
