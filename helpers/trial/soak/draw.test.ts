import { describe, expect, test } from '@jest/globals';
import { chanceOf, draws, shuffled } from './draw.ts';

describe('the circumstances of a soak', () => {
  test('are the same for the same seed, and the first ones do not depend on how many there are', () => {
    expect(draws(7, 3)).toEqual(draws(7, 20).slice(0, 3));
    expect(draws(7, 3)).not.toEqual(draws(8, 3));
  });

  test('come in all their sizes, and in no other', () => {
    const many = draws(1, 500);
    expect(new Set(many.map(({ workers }) => workers))).toEqual(new Set([1, 2, 3, 4]));
    expect(new Set(many.map(({ load }) => load))).toEqual(new Set([0, 1, 2, 3]));
    expect(new Set(many.map(({ seed }) => seed)).size).toBeGreaterThan(490);
  });

  test('have seeds that Jest takes', () => {
    for (const { seed } of draws(2, 500)) expect(Number.isInteger(seed) && seed >= 0 && seed <= 0x7fff_ffff).toBe(true);
  });
});

describe('what is shuffled', () => {
  const items = ['a', 'b', 'c'];

  test('is all there, and itself stays as it was', () => {
    expect(shuffled(items, chanceOf(3)).toSorted()).toEqual(items);
    expect(items).toEqual(['a', 'b', 'c']);
  });

  test('comes in every order sooner or later', () => {
    const orders = Array.from({ length: 100 }, (_, seed) => shuffled(items, chanceOf(seed)).join(''));
    expect(new Set(orders).size).toBe(6);
  });

  test('may be nothing', () => {
    expect(shuffled([], chanceOf(1))).toEqual([]);
  });
});
