import { describe, expect, test } from '@jest/globals';
import type { Verdict } from '../behaviour/verdict.ts';
import { changesBetween } from './compare.ts';
import { finding, resultsOf } from './example.ts';
import type { Column } from './matrix/column.ts';

type Did = Verdict | 'another way' | undefined;

function columnOf(did: Did): Column {
  const verdict = did === 'another way' ? 'known-difference' : did;
  const difference = {
    entry: 'bridge.alias-resolves on docker',
    instead: did === 'another way' ? 'that' : 'this',
    dockerSpecific: false,
    evidence: 'https://a.b',
  };
  const found = verdict ? [finding({ verdict, ...(verdict === 'known-difference' ? { difference } : {}) })] : [];
  const tests = new Map(resultsOf(...found).results.tests.map((each) => [each.extra.id, each]));
  return { name: 'an engine', origin: [], tests, counts: new Map() };
}

describe('what changes between two engines', () => {
  test.each<[Did, Did, string | undefined]>([
    ['passed', 'passed', undefined],
    ['passed', 'failed', 'broken'],
    ['passed', 'known-difference', 'broken'],
    ['passed', 'error', 'unclear'],
    ['passed', 'unsupported', 'gone'],
    ['passed', undefined, 'gone'],
    ['known-difference', 'passed', 'kept'],
    ['failed', 'unexpected-pass', 'kept'],
    ['error', 'passed', 'kept'],
    ['error', 'error', undefined],
    ['known-difference', 'known-difference', undefined],
    ['known-difference', 'another way', 'otherwise'],
    ['unsupported', 'passed', 'new'],
    ['unsupported', 'known-difference', 'new'],
    ['unsupported', 'failed', 'broken'],
    [undefined, 'passed', 'new'],
    ['unsupported', 'disabled', undefined],
  ])('from %s to %s: %s', (before, after, kind) => {
    const changes = changesBetween(columnOf(before), columnOf(after));
    expect(changes.map((change) => change.kind)).toEqual(kind === undefined ? [] : [kind]);
  });

  test('each side has what it does', () => {
    const [change] = changesBetween(columnOf('passed'), columnOf('another way'));
    expect(change).toMatchObject({ id: 'bridge.alias-resolves', from: 'passed', to: 'that' });
  });
});
