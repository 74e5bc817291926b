import { describe, expect, test } from '@jest/globals';
import type { SuiteEnd } from '../../run/suite-run.ts';
import { exitedWith, onlyVerdicts, printsOneSentence, showsStack, someVerdict, countsOf } from './expectations.ts';

const ended = (verdicts: Record<string, string>, output = ''): SuiteEnd => {
  const tests = Object.entries(verdicts).map(([id, verdict]) => ({ extra: { id, verdict }, message: 'why' }));
  return { exitCode: 1, signal: null, seconds: 1, output, results: { results: { tests } } as never };
};

describe('the verdicts of a run', () => {
  test('are counted', () => {
    expect(countsOf(ended({ 'a.a': 'passed', 'a.b': 'error', 'a.c': 'passed' }))).toBe('2 passed, 1 error');
    expect(countsOf(ended({}))).toBe('no verdict');
  });

  test('are wrong where one is not allowed', () => {
    expect(() => onlyVerdicts(ended({ 'a.a': 'passed', 'a.b': 'failed' }), 'passed', 'error')).toThrow(
      'wrong verdicts: a.b failed; reason of the first: why',
    );
  });

  test('prove nothing where there are none', () => {
    expect(() => onlyVerdicts(ended({}), 'passed')).toThrow('there are no verdicts');
    expect(() => someVerdict(ended({ 'a.a': 'passed' }), 'error')).toThrow('no behaviour is "error"');
  });
});

test('a wrong exit code is reported with the last lines', () => {
  expect(() => exitedWith(ended({}, 'one\ntwo'), 0)).toThrow('exit code 1 instead of 0; its last lines: one | two');
});

describe('a sentence', () => {
  test('is no stack trace', () => {
    const stack = 'Error: no\n    at run (file:///a/b.ts:3:12)\n    at file:///a/c.ts:1:2\n';
    expect(showsStack(stack)).toBe(true);
    expect(showsStack('The disk is full: look at /a/b.ts')).toBe(false);
    expect(() => printsOneSentence(ended({}, stack), /no/)).toThrow('the run prints a stack trace');
  });

  test('is required where it is not printed', () => {
    expect(() => printsOneSentence(ended({}, 'hello'), /^The disk/m)).toThrow('the run does not print');
  });
});
