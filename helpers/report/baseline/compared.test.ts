import { describe, expect, test } from '@jest/globals';
import type { Verdict } from '../../behaviour/verdict.ts';
import { failureOf, finding, resultsOf } from '../example.ts';
import type { Finding } from '../finding.ts';
import { observedBehaviour } from '../matrix/rows.ts';
import { stateOf } from './baseline.ts';
import { compareWithBaseline, failsRun, isReported } from './compared.ts';

type Did = Verdict | 'other failure' | 'at times' | 'required' | undefined;

const lab = { need: 'lab', requires: 'a lab', evidence: 'there is none', remedy: 'start one' };

function found(did: Exclude<Did, undefined>): Partial<Finding> {
  const difference = { entry: 'a', instead: 'this', dockerSpecific: false, evidence: 'https://a.b' };
  switch (did) {
    case 'failed':
      return { verdict: did, failures: [failureOf('http://one')] };
    case 'other failure':
      return { verdict: 'failed', failures: [{ kind: 'fact', subject: 'the port', expected: '80', observed: 81 }] };
    case 'known-difference':
      return { verdict: did, difference };
    case 'at times':
      return { verdict: 'known-difference', difference: { ...difference, cause: 'slow' } };
    case 'required':
      return { verdict: 'failed', unmet: [lab] };
    default:
      return { verdict: did };
  }
}

function testsOf(did: Did) {
  return did === undefined ? [] : resultsOf(finding(found(did))).results.tests;
}

/** A run that did this, beside a baseline that did that. */
function compared(before: Did, here: Did) {
  const behaviours = testsOf(before).map(
    (one) =>
      [
        one.extra.id,
        { verdict: one.extra.verdict, state: stateOf(one.extra), observed: observedBehaviour(one) },
      ] as const,
  );
  const engine = { kind: 'docker', name: 'Docker Engine', version: '28.5.2', options: [] } as const;
  const baseline = { file: 'before.json', engine, suite: '1.2.3', start: 0, behaviours };
  return compareWithBaseline(baseline, testsOf(here), ['bridge.alias-resolves']);
}

describe('beside its baseline, a behaviour', () => {
  test.each<[Did, Did, string | undefined]>([
    ['passed', 'passed', undefined],
    ['passed', 'failed', 'new-failure'],
    ['passed', 'error', 'new-failure'],
    ['passed', 'known-difference', 'new-failure'],
    ['passed', 'at times', undefined],
    ['at times', 'failed', 'new-failure'],
    ['at times', 'passed', undefined],
    ['passed', 'unexpected-pass', undefined],
    ['passed', 'unsupported', 'not-judged-now'],
    ['passed', 'required', 'required'],
    ['required', 'required', 'required'],
    ['failed', 'passed', 'mended'],
    ['known-difference', 'unexpected-pass', 'mended'],
    ['failed', 'failed', 'old-failure'],
    ['failed', 'error', 'old-failure'],
    ['error', 'error', 'old-failure'],
    ['known-difference', 'failed', 'old-failure'],
    ['known-difference', 'known-difference', undefined],
    ['failed', 'known-difference', undefined],
    ['failed', 'disabled', 'not-judged-now'],
    [undefined, 'passed', 'not-judged-before'],
    [undefined, 'failed', 'not-judged-before'],
    ['unsupported', 'error', 'not-judged-before'],
    ['error', 'failed', 'not-judged-before'],
    ['required', 'failed', 'not-judged-before'],
    ['unsupported', 'unsupported', undefined],
    ['disabled', 'unsupported', undefined],
  ])('that did %s there and %s here is %s', (before, here, kind) => {
    expect(compared(before, here).behaviours.map((one) => one.kind)).toEqual(kind === undefined ? [] : [kind]);
  });

  test('says that it failed otherwise there', () => {
    expect(compared('failed', 'other failure').behaviours).toMatchObject([{ differently: true }]);
    expect(compared('failed', 'failed').behaviours).toEqual([
      { id: 'bridge.alias-resolves', kind: 'old-failure', before: 'failed' },
    ]);
  });

  test.each<[Did, Verdict, boolean, boolean]>([
    ['passed', 'failed', true, true],
    ['passed', 'known-difference', true, true],
    ['failed', 'failed', false, false],
    ['unsupported', 'failed', false, true],
    ['passed', 'unexpected-pass', false, true],
    ['failed', 'passed', false, false],
  ])('that did %s there and %s here: fails the run %s, reported in full %s', (before, here, fails, reported) => {
    const comparison = compared(before, here);
    const about = { id: 'bridge.alias-resolves', verdict: here };
    expect(failsRun(comparison)(about)).toBe(fails);
    expect(isReported(comparison)(about)).toBe(reported);
  });
});

test('without a baseline, whatever failed fails the run', () => {
  expect(failsRun(undefined)({ id: 'a', verdict: 'failed' })).toBe(true);
  expect(isReported(undefined)({ id: 'a', verdict: 'known-difference' })).toBe(false);
});

test('behaviours that the suite does not have are counted', () => {
  const engine = { kind: 'docker', name: 'Docker Engine', version: '28.5.2', options: [] } as const;
  const gone = ['gone.a', { verdict: 'passed', state: 'passed', observed: 'passed' }] as const;
  const baseline = { file: 'before.json', engine, suite: '1.2.3', start: 0, behaviours: [gone] };
  expect(compareWithBaseline(baseline, [], ['bridge.alias-resolves']).unknown).toBe(1);
});
