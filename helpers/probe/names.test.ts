import { expect, test } from '@jest/globals';
import { cutShort } from './names.ts';

const WITHIN_MS = 8_000;

const found = { kind: 'resolved', addresses: ['172.18.0.2'], exitCode: 0, tookMs: 5 } as const;
const unanswered = (tookMs: number) => ({ kind: 'unresolved', reason: 'no answer', exitCode: 124, tookMs }) as const;

test.each([
  ['of a series that took too long, those that ended before their time', [found, unanswered(250)], ['b']],
  ['none where a lookup waited for an answer that did not come', [unanswered(8_003), unanswered(100)], []],
  ['none where all were answered', [found, found], []],
])('the lookups to repeat: %s', (_, answers, names) => {
  expect(cutShort(answers, ['a', 'b'], WITHIN_MS)).toEqual(names);
});
