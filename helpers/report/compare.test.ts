import { describe, expect, test } from '@jest/globals';
import type { Verdict } from '../behaviour/verdict.ts';
import { changesBetween } from './compare.ts';
import { finding, resultsOf } from './example.ts';
import type { Column } from './matrix/column.ts';

type Did = Verdict | 'other difference' | undefined;

function columnOf(did: Did): Column {
  const verdict = did === 'other difference' ? 'known-difference' : did;
  const difference = {
    entry: 'bridge.alias-resolves on docker',
    instead: did === 'other difference' ? 'that' : 'this',
    dockerSpecific: false,
    evidence: 'https://a.b',
  };
  const found = verdict ? [finding({ verdict, ...(verdict === 'known-difference' ? { difference } : {}) })] : [];
  const tests = new Map(resultsOf(...found).results.tests.map((each) => [each.extra.id, each]));
  return { name: 'an engine', engine: 'an engine', origin: [], tests, counts: new Map() };
}

describe('what changes between two engines', () => {
  test.each<[Did, Did, string | undefined]>([
    ['passed', 'passed', undefined],
    ['passed', 'failed', 'no-longer-passed'],
    ['passed', 'known-difference', 'no-longer-passed'],
    ['passed', 'error', 'now-error'],
    ['passed', 'unsupported', 'no-longer-supported'],
    ['passed', undefined, 'no-longer-supported'],
    ['known-difference', 'passed', 'now-passed'],
    ['failed', 'unexpected-pass', 'now-passed'],
    ['error', 'passed', 'now-passed'],
    ['error', 'error', undefined],
    ['known-difference', 'known-difference', undefined],
    ['known-difference', 'other difference', 'fails-differently'],
    ['unsupported', 'passed', 'now-supported'],
    ['unsupported', 'known-difference', 'now-supported'],
    ['unsupported', 'failed', 'no-longer-passed'],
    [undefined, 'passed', 'now-supported'],
    ['unsupported', 'disabled', undefined],
  ])('from %s to %s: %s', (before, after, kind) => {
    const changes = changesBetween(columnOf(before), columnOf(after));
    expect(changes.map((change) => change.kind)).toEqual(kind === undefined ? [] : [kind]);
  });

  test('each side has its outcome', () => {
    const [change] = changesBetween(columnOf('passed'), columnOf('other difference'));
    expect(change).toMatchObject({ id: 'bridge.alias-resolves', from: 'passed', to: 'that' });
  });
});
