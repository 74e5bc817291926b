import { expect, test } from '@jest/globals';
import { mayPing } from './may-ping.ts';

test.each([
  ['root, whatever the range', 0, [0], '1\t0\n', true],
  ['a user where the kernel lets every group', 1000, [1000], '0\t2147483647\n', true],
  ["a user where the kernel lets the user's second group", 1000, [1000, 998], '990 999', true],
  ["a user with the kernel's default", 1000, [1000, 0], '1\t0\n', false],
  ['a user whose groups are outside of the range', 1000, [1000], '0 999', false],
])('%s', (_, user, groups, range, expected) => {
  expect(mayPing(user, groups, range)).toBe(expected);
});
