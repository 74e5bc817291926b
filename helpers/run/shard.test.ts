import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../behaviour/catalogue.ts';
import { UserError } from '../engine/user-error.ts';
import { parseShard, shardOf } from './shard.ts';

const entries = catalogue();

describe('the parts of a run', () => {
  test.each([1, 2, 4, 7])('are %d of about one size, have each behaviour once, and keep their order', (count) => {
    const parts = Array.from({ length: count }, (_, index) => shardOf(entries, { index: index + 1, count }));
    const ids = parts.flat().map(({ id }) => id);
    expect(ids.toSorted()).toEqual(entries.map(({ id }) => id).toSorted());
    const sizes = parts.map(({ length }) => length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(entries.length / 20);
    for (const part of parts) expect(part).toEqual(entries.filter((entry) => part.includes(entry)));
  });

  test('keep a spec file whole', () => {
    const [first, second] = [1, 2].map((index) => shardOf(entries, { index, count: 2 }).map(({ file }) => file));
    expect(first?.filter((file) => second?.includes(file))).toEqual([]);
  });

  test('are not more than the spec files', () => {
    const few = entries.slice(0, 1);
    expect(() => shardOf(few, { index: 2, count: 2 })).toThrow('part 2 of 2 is empty: use fewer parts');
  });
});

test.each(['0/4', '5/4', '1', '1/0', 'a/b', '1/4/2', '-1/4', '1/10000'])('%s is refused', (value) => {
  expect(() => parseShard(value)).toThrow(UserError);
});

test('a part is parsed', () => {
  expect(parseShard('3/4')).toEqual({ index: 3, count: 4 });
});
