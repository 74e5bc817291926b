import { expect, test } from '@jest/globals';
import type { Test } from '@jest/test-result';
import ShufflingSequencer from './sequencer.ts';

const files = ['a', 'b', 'c', 'd', 'e'].map((path) => ({ path }) as Test);

const order = (seed: number, tests: readonly Test[]) => {
  const sequencer = new ShufflingSequencer({ globalConfig: { seed } });
  // oxlint-disable-next-line no-array-sort, require-array-sort-compare -- it is the sequencer's, as Jest calls it
  return sequencer.sort(tests).map(({ path }) => path);
};

test('only the seed decides the order of the spec files', () => {
  expect(order(4, files)).toEqual(order(4, files.toReversed()));
  expect(order(4, files).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('another seed gives another order', () => {
  expect(new Set([1, 2, 3, 4].map((seed) => order(seed, files).join(''))).size).toBeGreaterThan(1);
});
