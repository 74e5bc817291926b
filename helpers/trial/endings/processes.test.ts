import { describe, expect, test } from '@jest/globals';
import { descendants, parseStat } from './processes.ts';

describe('a process in /proc', () => {
  test('has its pid, its parent and its name', () => {
    expect(parseStat('12 (dockerd) S 7 12 12 0 -1')).toEqual([{ pid: 12, parent: 7, name: 'dockerd' }]);
  });

  test('may have a name with spaces and brackets', () => {
    expect(parseStat('12 (a) S 3 (b) R 7 12')).toEqual([{ pid: 12, parent: 7, name: 'a) S 3 (b' }]);
  });

  test('is none once it is a zombie', () => {
    expect(parseStat('12 (dockerd) Z 7 12 12 0 -1')).toEqual([]);
  });
});

const process = (pid: number, parent: number) => ({ pid, parent, name: `${pid}` });

test('the descendants of a process are its children and theirs', () => {
  const all = [process(1, 0), process(2, 1), process(3, 2), process(4, 1), process(5, 0)];
  expect(descendants(1, all).map(({ pid }) => pid)).toEqual([2, 4, 3]);
});
