import { expect, test } from '@jest/globals';
import { type Judged, countsOf, deviations, unexpected } from './deviations.ts';

const verdicts = (given: Record<string, string>): Map<string, Judged> =>
  new Map(Object.entries(given).map(([id, verdict]) => [id, { verdict }]));

const plain = verdicts({ 'names.one': 'passed', 'names.two': 'passed', 'reach.one': 'known-difference' });

test('the same verdicts as on the plain host are no deviation', () => {
  expect(deviations(plain, new Map(plain))).toEqual([]);
});

test('a different verdict is unexpected unless the host expects it', () => {
  const now = verdicts({ 'names.one': 'unsupported', 'names.two': 'passed', 'reach.one': 'known-difference' });
  expect(unexpected(deviations(plain, now))).toEqual([{ id: 'names.one', plain: 'passed', verdict: 'unsupported' }]);
  const differs = { 'names.one': { verdict: 'unsupported', why: 'no server answers' } } as const;
  const found = deviations(plain, now, differs);
  expect(found).toEqual([{ id: 'names.one', plain: 'passed', verdict: 'unsupported', why: 'no server answers' }]);
  expect(unexpected(found)).toEqual([]);
});

test('a host may expect a chapter to differ, and one id of it to differ in another way', () => {
  const differs = {
    'names.*': { verdict: 'unsupported', why: 'no server answers' },
    'names.two': { verdict: 'passed', why: 'no query is sent' },
  } as const;
  const now = verdicts({ 'names.one': 'passed', 'names.two': 'passed', 'reach.one': 'known-difference' });
  expect(deviations(plain, now, differs)).toEqual([{ id: 'names.one', plain: 'passed', verdict: 'passed' }]);
});

test.each(['failed', 'error', 'unexpected-pass'])('%s is wrong on any host, the plain one included', (verdict) => {
  const now = verdicts({ 'names.one': verdict });
  const differs = { 'names.one': { verdict: 'failed', why: 'it is broken' } } as const;
  expect(unexpected(deviations(now, now, differs))).toEqual([{ id: 'names.one', plain: verdict, verdict }]);
});

test('a behaviour without a verdict is a deviation', () => {
  const now = verdicts({ 'names.one': 'passed', 'names.two': 'passed', 'names.three': 'passed' });
  expect(deviations(plain, now)).toEqual([
    { id: 'reach.one', plain: 'known-difference', verdict: 'missing' },
    { id: 'names.three', plain: 'missing', verdict: 'passed' },
  ]);
});

test('a wrong verdict of the plain host alone is no deviation of another host', () => {
  expect(deviations(verdicts({ 'names.one': 'failed' }), verdicts({ 'names.one': 'passed' }))).toEqual([]);
});

test('verdicts are counted', () => {
  expect(countsOf(plain)).toEqual({ passed: 2, 'known-difference': 1 });
});
