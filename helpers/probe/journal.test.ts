import { beforeEach, expect, test } from '@jest/globals';
import { ahead, expected, record, recordAgain, stated, takeJournal } from './journal.ts';
import type { Outcome } from './outcome.ts';

beforeEach(() => void takeJournal());

const outcome = (url: string): Outcome => ({
  kind: 'refused',
  from: { kind: 'container', name: 'nginx' },
  request: { kind: 'page', url },
  tookMs: 1,
  evidence: { command: 'curl' },
});

const recorded = (url: string): Outcome =>
  record(outcome(url), { command: { words: ['curl', url] }, observed: { output: 'page', lines: ['refused'] } });

test('a probe has what was expected of it, and the index of its control', () => {
  const [negative, control] = [recorded('a'), recorded('b')];
  expected(control, { expected: { kind: 'unresolved' }, held: true });
  expected(negative, { expected: { kind: 'refused' }, held: true, control });
  expect(takeJournal().probes.map(({ judged }) => judged)).toEqual([
    { expected: { kind: 'refused' }, held: true, control: 1 },
    { expected: { kind: 'unresolved' }, held: true },
  ]);
});

test('of two expectations, the one that did not hold is kept', () => {
  const request = recorded('a');
  expected(request, { expected: { kind: 'unresolved' }, held: false });
  expected(request, { expected: { kind: 'refused' }, held: true });
  expect(takeJournal().probes[0]?.judged).toEqual({ expected: { kind: 'unresolved' }, held: false });
});

test('what was taken is not there any more', () => {
  recorded('a');
  stated({ subject: 'its driver', expected: "'bridge'", observed: "'bridge'", held: true });
  expect(takeJournal()).toMatchObject({
    probes: [{ request: { url: 'a' } }],
    statements: [{ subject: 'its driver' }],
    steps: [{ words: ['curl', 'a'] }, { statement: { subject: 'its driver' } }],
  });
  expect(takeJournal()).toEqual({ probes: [], statements: [], steps: [] });
});

test("an outcome of another journal is nobody's control", () => {
  const request = recorded('a');
  expected(request, { expected: { kind: 'refused' }, held: true, control: outcome('b') });
  expect(takeJournal().probes[0]?.judged).toEqual({ expected: { kind: 'refused' }, held: true });
});

test('a step has what was expected of its outcome', () => {
  expected(recorded('a'), { expected: { kind: 'refused' }, held: true });
  expect(takeJournal().steps).toMatchObject([{ words: ['curl', 'a'], judged: { expected: 'refused', held: true } }]);
});

test('what is requested ahead is recorded once, when it is taken', () => {
  const request = ahead(() => recorded('a'));
  expect(takeJournal().probes).toEqual([]);
  recordAgain(request);
  recordAgain(request);
  const { probes, steps } = takeJournal();
  expect(probes).toHaveLength(1);
  expect(steps).toHaveLength(1);
});

test('what is done before a request stands before it', () => {
  const typed = { command: { words: ['curl', 'a'] }, before: [{ words: ['ip', 'route', 'add'] }] };
  record(outcome('a'), typed);
  expect(takeJournal().steps).toMatchObject([{ words: ['ip', 'route', 'add'] }, { words: ['curl', 'a'] }]);
});
