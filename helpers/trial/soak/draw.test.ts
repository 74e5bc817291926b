import { describe, expect, test } from '@jest/globals';
import { randomOf, draws, shuffled } from './draw.ts';

describe('the circumstances of a soak', () => {
  test('are the same for the same seed, whatever the number of runs', () => {
    expect(draws(7, 3)).toEqual(draws(7, 20).slice(0, 3));
    expect(draws(7, 3)).not.toEqual(draws(8, 3));
  });

  test('cover the whole range, and nothing else', () => {
    const many = draws(1, 500);
    expect(new Set(many.map(({ workers }) => workers))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    expect(new Set(many.map(({ load }) => load))).toEqual(new Set([0, 1, 2, 3]));
    expect(new Set(many.map(({ seed }) => seed)).size).toBeGreaterThan(490);
  });

  test('have seeds that Jest accepts', () => {
    for (const { seed } of draws(2, 500)) expect(Number.isInteger(seed) && seed >= 0 && seed <= 0x7fff_ffff).toBe(true);
  });
});

describe('a shuffled list', () => {
  const items = ['a', 'b', 'c'];

  test('has the same items, and the original is unchanged', () => {
    expect(shuffled(items, randomOf(3)).toSorted()).toEqual(items);
    expect(items).toEqual(['a', 'b', 'c']);
  });

  test('has every order sooner or later', () => {
    const orders = Array.from({ length: 100 }, (_, seed) => shuffled(items, randomOf(seed)).join(''));
    expect(new Set(orders).size).toBe(6);
  });

  test('may be empty', () => {
    expect(shuffled([], randomOf(1))).toEqual([]);
  });
});
