import { expect, test } from '@jest/globals';
import { expected, journaled, stated, takeJournal } from './journal.ts';
import type { Outcome } from './outcome.ts';

const outcome = (url: string): Outcome => ({
  kind: 'refused',
  from: { kind: 'container', name: 'nginx' },
  request: { kind: 'page', url },
  tookMs: 1,
  evidence: { command: 'curl' },
});

test('the journal tells what was expected of a probe, and which one is its control', () => {
  const [negative, control] = [journaled(outcome('a')), journaled(outcome('b'))];
  expected(control, { expected: { kind: 'unresolved' }, held: true });
  expected(negative, { expected: { kind: 'refused' }, held: true, control });
  const { probes } = takeJournal();
  expect(probes.map(({ judged }) => judged)).toEqual([
    { expected: { kind: 'refused' }, held: true, control: 1 },
    { expected: { kind: 'unresolved' }, held: true },
  ]);
});

test('of two expectations, the one that did not hold is kept', () => {
  const asked = journaled(outcome('a'));
  expected(asked, { expected: { kind: 'refused' }, held: false });
  expected(asked, { expected: { kind: 'unresolved' }, held: true });
  expect(takeJournal().probes[0]?.judged).toEqual({ expected: { kind: 'refused' }, held: false });
});

test('what was taken is not there any more', () => {
  journaled(outcome('a'));
  stated({ what: 'its driver', expected: "'bridge'", observed: "'bridge'", held: true });
  expect(takeJournal()).toMatchObject({ probes: [{ request: { url: 'a' } }], statements: [{ what: 'its driver' }] });
  expect(takeJournal()).toEqual({ probes: [], statements: [] });
});

test("an outcome of another journal is nobody's control", () => {
  const asked = journaled(outcome('a'));
  expected(asked, { expected: { kind: 'refused' }, held: true, control: outcome('b') });
  expect(takeJournal().probes[0]?.judged).toEqual({ expected: { kind: 'refused' }, held: true });
});
