import { beforeEach, expect, test } from '@jest/globals';
import { noted, takeSteps } from './steps.ts';

beforeEach(() => void takeSteps());

const question = (word: string, ...observed: string[]) => ({ words: ['ask', word], observed });

test('a question that is asked again has the later answer', () => {
  noted(question('a', 'no'));
  noted(question('b', 'no'));
  noted(question('a', 'yes'));
  expect(takeSteps()).toEqual([question('a', 'yes'), question('b', 'no')]);
});

test('after something was done, it is another question', () => {
  noted(question('a', 'yes'));
  noted({ words: ['docker', 'rm', 'x'] });
  noted(question('a', 'no'));
  expect(takeSteps()).toHaveLength(3);
});

test('what was taken is not there any more', () => {
  noted(question('a'));
  takeSteps();
  expect(takeSteps()).toEqual([]);
});
