import { expect, test } from '@jest/globals';
import { recordOutcome } from '../probe/journal.ts';
import { type Outcome, ProbeError } from '../probe/outcome.ts';
import { answerInTime, longEnough } from './silence.ts';

const request = { kind: 'page', url: 'http://172.18.0.2' } as const;
const sent = { from: { kind: 'test-process' }, request, evidence: { command: 'curl' } } as const;

const silent = (limitMs: number): Outcome => ({ ...sent, kind: 'timed out', limitMs, tookMs: limitMs });

const refusedAfter = (tookMs: number): Outcome => ({ ...sent, kind: 'refused', tookMs });

test('silence that lasted for three times what the control took is kept', async () => {
  const outcome = silent(1500);
  await expect(longEnough(outcome, refusedAfter(500))).resolves.toBe(outcome);
});

test('beside a slow control, the request is sent again with a longer timeout', async () => {
  const limits: number[] = [];
  const outcome = recordOutcome(silent(1500), {
    again: async (limitMs) => {
      limits.push(limitMs);
      return silent(limitMs);
    },
  });
  await expect(longEnough(outcome, refusedAfter(800))).resolves.toMatchObject({ limitMs: 2400 });
  expect(limits).toEqual([2400]);
});

test.each([
  ['took too long', silent(1500), 6000],
  ['was slow, and the request cannot be sent again', silent(1500), 800],
])('nothing can be concluded where the control %s', async (_, outcome, tookMs) => {
  await expect(longEnough(outcome, refusedAfter(tookMs))).rejects.toThrow(ProbeError);
});

test('another outcome than silence is kept', async () => {
  const outcome = refusedAfter(10);
  await expect(longEnough(outcome, refusedAfter(9000))).resolves.toBe(outcome);
});

test('where an answer must come, the request is sent again with the usual timeout, once', async () => {
  const limits: number[] = [];
  const outcome = recordOutcome(silent(1500), {
    again: async (limitMs) => {
      limits.push(limitMs);
      return refusedAfter(20);
    },
  });
  await expect(answerInTime(outcome)).resolves.toMatchObject({ kind: 'refused' });
  expect(limits).toEqual([10_000]);
});

test('what was waited for long enough, or cannot be sent again, is kept where an answer must come', async () => {
  const [long, short] = [silent(10_000), silent(1500)];
  await expect(answerInTime(long)).resolves.toBe(long);
  await expect(answerInTime(short)).resolves.toBe(short);
});
