import { afterEach, expect, jest, test } from '@jest/globals';
import { eventually } from './eventually.ts';

/** Observes 1, then 2, and so on. */
function counting(): () => Promise<number> {
  let seen = 0;
  return async () => ++seen;
}

afterEach(() => {
  jest.restoreAllMocks();
});

test('an expected observation is not repeated', async () => {
  const observe = counting();
  await expect(eventually(observe, () => true)).resolves.toBe(1);
  await expect(observe()).resolves.toBe(2);
});

test('an unexpected observation is repeated until it is as expected', async () => {
  await expect(eventually(counting(), (seen) => seen === 3)).resolves.toBe(3);
});

test('the last observation is returned after the limit', async () => {
  const started = performance.now();
  // the test does not wait for the real limit
  const clock = jest.spyOn(performance, 'now').mockReturnValue(started);
  const count = counting();
  const observe = (): Promise<number> => {
    clock.mockReturnValue(performance.now() + 6_000);
    return count();
  };
  await expect(eventually(observe, () => false)).resolves.toBe(2);
});

test('a failed observation is not repeated', async () => {
  const count = counting();
  const observe = async (): Promise<never> => {
    throw new Error(`observation ${await count()} failed`);
  };
  await expect(eventually(observe, () => true)).rejects.toThrow('observation 1 failed');
});
