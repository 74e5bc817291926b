import { expect, test } from '@jest/globals';
import { expected, journaled, stated, takeJournal } from './journal.ts';
import type { Outcome } from './outcome.ts';

const outcome = (question: string): Outcome => ({
  kind: 'refused',
  from: 'nginx',
  question,
  tookMs: 1,
  evidence: { command: 'curl' },
});

test('the journal tells what was expected of a probe, and which one is its control', () => {
  const [negative, control] = [journaled(outcome('GET a')), journaled(outcome('GET b'))];
  expected(control, { expected: 'answered', held: true });
  expected(negative, { expected: 'refused', held: true, control });
  const { probes } = takeJournal();
  expect(probes.map(({ judged }) => judged)).toEqual([
    { expected: 'refused', held: true, control: 1 },
    { expected: 'answered', held: true },
  ]);
});

test('of two expectations, the one that did not hold is kept', () => {
  const asked = journaled(outcome('GET a'));
  expected(asked, { expected: 'answered', held: false });
  expected(asked, { expected: 'refused', held: true });
  expect(takeJournal().probes[0]?.judged).toEqual({ expected: 'answered', held: false });
});

test('what was taken is not there any more', () => {
  journaled(outcome('GET a'));
  stated({ what: 'its driver', expected: "'bridge'", observed: "'bridge'", held: true });
  expect(takeJournal()).toMatchObject({ probes: [{ question: 'GET a' }], statements: [{ what: 'its driver' }] });
  expect(takeJournal()).toEqual({ probes: [], statements: [] });
});

test("an outcome of another journal is nobody's control", () => {
  const asked = journaled(outcome('GET a'));
  expected(asked, { expected: 'refused', held: true, control: outcome('GET b') });
  expect(takeJournal().probes[0]?.judged).toEqual({ expected: 'refused', held: true });
});
