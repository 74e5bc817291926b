import { describe, expect, test } from '@jest/globals';
import type { SuiteEnd } from '../../run/suite-run.ts';
import { exitedWith, onlyVerdicts, saysInOneSentence, showsStack, someVerdict, tally } from './expectations.ts';

const ended = (verdicts: Record<string, string>, output = ''): SuiteEnd => {
  const tests = Object.entries(verdicts).map(([id, verdict]) => ({ extra: { id, verdict }, message: 'why' }));
  return { exitCode: 1, signal: null, seconds: 1, output, results: { results: { tests } } as never };
};

describe('the verdicts of a run', () => {
  test('are counted', () => {
    expect(tally(ended({ 'a.a': 'passed', 'a.b': 'error', 'a.c': 'passed' }))).toBe('2 passed, 1 error');
    expect(tally(ended({}))).toBe('no verdict');
  });

  test('are wrong where one is not among those allowed', () => {
    expect(() => onlyVerdicts(ended({ 'a.a': 'passed', 'a.b': 'failed' }), 'passed', 'error')).toThrow(
      'wrong verdicts: a.b failed; of the first: why',
    );
  });

  test('prove nothing where there is none', () => {
    expect(() => onlyVerdicts(ended({}), 'passed')).toThrow('there are no verdicts');
    expect(() => someVerdict(ended({ 'a.a': 'passed' }), 'error')).toThrow('no behaviour is "error"');
  });
});

test('an exit code that is another is told with the last words', () => {
  expect(() => exitedWith(ended({}, 'one\ntwo'), 0)).toThrow('exit code 1 instead of 0; its last words: one | two');
});

describe('a sentence', () => {
  test('is no stack trace', () => {
    const stack = 'Error: no\n    at run (file:///a/b.ts:3:12)\n    at file:///a/c.ts:1:2\n';
    expect(showsStack(stack)).toBe(true);
    expect(showsStack('The disk is full: look at /a/b.ts')).toBe(false);
    expect(() => saysInOneSentence(ended({}, stack), /no/)).toThrow('it shows a stack trace');
  });

  test('is missed where it is not said', () => {
    expect(() => saysInOneSentence(ended({}, 'hello'), /^The disk/m)).toThrow('it does not say');
  });
});
