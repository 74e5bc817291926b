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

test('the same request after an action is another step', () => {
  recordStep(request('a', 'yes'));
  recordStep({ words: ['docker', 'rm', 'x'] });
  recordStep(request('a', 'no'));
  expect(takeSteps()).toHaveLength(3);
});

test('a later statement with the same subject replaces the earlier one', () => {
  const statement = { subject: 'its driver', expected: 'bridge', observed: 'none', held: false };
  recordStep({ statement });
  recordStep({ statement: { ...statement, observed: 'bridge', held: true } });
  expect(takeSteps()).toEqual([{ statement: { ...statement, observed: 'bridge', held: true } }]);
});

test('taking the steps empties the list', () => {
  recordStep(request('a'));
  takeSteps();
  expect(takeSteps()).toEqual([]);
});
