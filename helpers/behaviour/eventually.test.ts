import { afterEach, expect, jest, test } from '@jest/globals';
import { eventually } from './eventually.ts';

/** Sees 1, then 2, and so on. */
function counting(): () => Promise<number> {
  let seen = 0;
  return async () => ++seen;
}

afterEach(() => {
  jest.restoreAllMocks();
});

test('what is so at once is looked at once', async () => {
  const look = counting();
  await expect(eventually(look, () => true)).resolves.toBe(1);
  await expect(look()).resolves.toBe(2);
});

test('what is not yet so is looked at again until it is', async () => {
  await expect(eventually(counting(), (seen) => seen === 3)).resolves.toBe(3);
});

test('what does not become so is given as it was seen last, when the time is over', async () => {
  const started = performance.now();
  // no test waits for as long as that
  const clock = jest.spyOn(performance, 'now').mockReturnValue(started);
  const count = counting();
  const look = (): Promise<number> => {
    clock.mockReturnValue(performance.now() + 6_000);
    return count();
  };
  await expect(eventually(look, () => false)).resolves.toBe(2);
});

test('a look that fails is not taken again', async () => {
  const count = counting();
  const look = async (): Promise<never> => {
    throw new Error(`look ${await count()} failed`);
  };
  await expect(eventually(look, () => true)).rejects.toThrow('look 1 failed');
});
