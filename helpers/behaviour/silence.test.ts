import { expect, test } from '@jest/globals';
import { recordOutcome } from '../probe/journal.ts';
import { type Outcome, ProbeError } from '../probe/outcome.ts';
import { answerInTime, longEnough, onceResolved } from './silence.ts';

const request = { kind: 'page', url: 'http://172.18.0.2' } as const;
const sent = { from: { kind: 'test-process' }, request, evidence: { command: 'curl' } } as const;

const silent = (limitMs: number): Outcome => ({ ...sent, kind: 'timed out', limitMs, tookMs: limitMs });

const refusedAfter = (tookMs: number): Outcome => ({ ...sent, kind: 'refused', tookMs });

const works = (outcome: Outcome): boolean => outcome.kind === 'refused';

/** An outcome whose request, sent again, ends as the next of these, or stays without an answer. */
function repeatable(outcome: Outcome, again: readonly Outcome[] = []): { outcome: Outcome; limits: number[] } {
  const limits: number[] = [];
  const later = [...again];
  const repeated = (each: Outcome): Outcome =>
    recordOutcome(each, {
      again: async (limitMs) => {
        limits.push(limitMs);
        return repeated(later.shift() ?? silent(limitMs));
      },
    });
  return { outcome: repeated(outcome), limits };
}

test('silence that lasted for three times what the control took is kept', async () => {
  const compared = { outcome: silent(1500), control: refusedAfter(500) };
  await expect(longEnough(compared.outcome, compared.control, works)).resolves.toEqual(compared);
});

test('beside a slow control, both are sent again, the request with a longer timeout', async () => {
  const { outcome, limits } = repeatable(silent(1500));
  const control = repeatable(refusedAfter(800), [refusedAfter(700)]);
  const compared = await longEnough(outcome, control.outcome, works);
  expect(compared).toMatchObject({ outcome: { limitMs: 2400 }, control: { tookMs: 700 } });
  expect([limits, control.limits]).toEqual([[2400], [10_000]]);
});

test('a silence is as long as a new control needs, and at first no longer than five seconds', async () => {
  const { outcome, limits } = repeatable(silent(1500));
  const { outcome: control } = repeatable(refusedAfter(6000), [refusedAfter(3000), refusedAfter(70)]);
  await expect(longEnough(outcome, control, works)).resolves.toMatchObject({ control: { tookMs: 70 } });
  expect(limits).toEqual([5000, 9000]);
});

test('where the control cannot be sent again, the request is, for as long as the control needs', async () => {
  const { outcome, limits } = repeatable(silent(1500));
  const control = refusedAfter(4000);
  await expect(longEnough(outcome, control, works)).resolves.toMatchObject({ outcome: { limitMs: 12_000 }, control });
  expect(limits).toEqual([12_000]);
});

test('what is answered when it is sent again is that answer', async () => {
  const { outcome } = repeatable(silent(1500), [refusedAfter(3000)]);
  const { outcome: control } = repeatable(refusedAfter(6000), [refusedAfter(70)]);
  await expect(longEnough(outcome, control, works)).resolves.toMatchObject({ outcome: refusedAfter(3000) });
});

test.each([
  [
    'took too long each time',
    repeatable(silent(1500)),
    repeatable(refusedAfter(6000), [refusedAfter(6000), refusedAfter(6000), refusedAfter(5001)]),
  ],
  ['took too long, and has no answer later', repeatable(silent(1500)), repeatable(refusedAfter(6000))],
  ['took too long, and cannot be sent again', repeatable(silent(1500)), { outcome: refusedAfter(6000) }],
  [
    'was slow, and the request cannot be sent again',
    { outcome: silent(1500) },
    repeatable(refusedAfter(800), [refusedAfter(70)]),
  ],
])('nothing can be concluded where the control %s', async (_, { outcome }, { outcome: control }) => {
  await expect(longEnough(outcome, control, works)).rejects.toThrow(ProbeError);
});

test('another outcome than silence is kept', async () => {
  const compared = { outcome: refusedAfter(10), control: refusedAfter(9000) };
  await expect(longEnough(compared.outcome, compared.control, works)).resolves.toEqual(compared);
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

const unanswered = (tookMs: number): Outcome => ({ ...sent, kind: 'unresolved', reason: 'no answer', tookMs });

test('a page whose name the DNS server did not resolve in a short time is sent again', async () => {
  const { outcome, limits } = repeatable(unanswered(1900), [silent(10_000)]);
  await expect(onceResolved(outcome)).resolves.toEqual(silent(10_000));
  expect(limits).toEqual([10_000]);
});

test.each([
  ['did not resolve in the time of every other request', unanswered(10_000)],
  ['does not exist', { ...sent, kind: 'unresolved', reason: 'NXDOMAIN', tookMs: 5 } as const],
  ['resolved', silent(1500)],
])('a page whose name %s is not sent again', async (_, outcome) => {
  const { outcome: first, limits } = repeatable(outcome);
  await expect(onceResolved(first)).resolves.toEqual(outcome);
  expect(limits).toEqual([]);
});
