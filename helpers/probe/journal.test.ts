import { beforeEach, expect, test } from '@jest/globals';
import { sendAhead, recordExpectation, recordOutcome, recordTaken, recordStatement, takeJournal } from './journal.ts';
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
  recordOutcome(outcome(url), { command: { words: ['curl', url] }, observed: { output: 'page', lines: ['refused'] } });

test('a probe has its expectation and the index of its control', () => {
  const [negative, control] = [recorded('a'), recorded('b')];
  recordExpectation(control, { expected: { kind: 'unresolved' }, held: true });
  recordExpectation(negative, { expected: { kind: 'refused' }, held: true, control });
  expect(takeJournal().probes.map(({ judged }) => judged)).toEqual([
    { expected: { kind: 'refused' }, held: true, control: 1 },
    { expected: { kind: 'unresolved' }, held: true },
  ]);
});

test('keeps the expectation that did not hold', () => {
  const request = recorded('a');
  recordExpectation(request, { expected: { kind: 'unresolved' }, held: false });
  recordExpectation(request, { expected: { kind: 'refused' }, held: true });
  expect(takeJournal().probes[0]?.judged).toEqual({ expected: { kind: 'unresolved' }, held: false });
});

test('taking the journal empties it', () => {
  recorded('a');
  recordStatement({ subject: 'its driver', expected: "'bridge'", observed: "'bridge'", held: true });
  expect(takeJournal()).toMatchObject({
    probes: [{ request: { url: 'a' } }],
    statements: [{ subject: 'its driver' }],
    steps: [{ words: ['curl', 'a'] }, { statement: { subject: 'its driver' } }],
  });
  expect(takeJournal()).toEqual({ probes: [], statements: [], steps: [] });
});

test('an outcome of an earlier journal has no index as a control', () => {
  const request = recorded('a');
  recordExpectation(request, { expected: { kind: 'refused' }, held: true, control: outcome('b') });
  expect(takeJournal().probes[0]?.judged).toEqual({ expected: { kind: 'refused' }, held: true });
});

test('a step has the expectation of its outcome', () => {
  recordExpectation(recorded('a'), { expected: { kind: 'refused' }, held: true });
  expect(takeJournal().steps).toMatchObject([{ words: ['curl', 'a'], judged: { expected: 'refused', held: true } }]);
});

test('an outcome whose request was sent ahead is recorded once, when it is taken', () => {
  const request = sendAhead(() => recorded('a'));
  expect(takeJournal().probes).toEqual([]);
  recordTaken(request);
  recordTaken(request);
  const { probes, steps } = takeJournal();
  expect(probes).toHaveLength(1);
  expect(steps).toHaveLength(1);
});

test('the commands before a request are recorded before it', () => {
  const typed = { command: { words: ['curl', 'a'] }, before: [{ words: ['ip', 'route', 'add'] }] };
  recordOutcome(outcome('a'), typed);
  expect(takeJournal().steps).toMatchObject([{ words: ['ip', 'route', 'add'] }, { words: ['curl', 'a'] }]);
});
