import { beforeEach, expect, test } from '@jest/globals';
import { recordStep, takeSteps } from './steps.ts';

beforeEach(() => void takeSteps());

const request = (word: string, ...lines: string[]) =>
  ({ words: ['curl', word], observed: { output: 'page', lines } }) as const;

test('a repeated request keeps its place and has the later answer', () => {
  recordStep(request('a', 'no'));
  recordStep(request('b', 'no'));
  recordStep(request('a', 'yes'));
  expect(takeSteps()).toEqual([{ ...request('a', 'yes'), settles: true }, request('b', 'no')]);
});

test('after an action, it is another request', () => {
  recordStep(request('a', 'yes'));
  recordStep({ words: ['docker', 'rm', 'x'] });
  recordStep(request('a', 'no'));
  expect(takeSteps()).toHaveLength(3);
});

test('of two statements about the same, the later one counts', () => {
  const statement = { subject: 'its driver', expected: 'bridge', observed: 'none', held: false };
  recordStep({ statement });
  recordStep({ statement: { ...statement, observed: 'bridge', held: true } });
  expect(takeSteps()).toEqual([{ statement: { ...statement, observed: 'bridge', held: true } }]);
});

test('what was taken is not there any more', () => {
  recordStep(request('a'));
  takeSteps();
  expect(takeSteps()).toEqual([]);
});
