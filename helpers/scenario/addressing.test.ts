import { expect, test } from '@jest/globals';
import { resized } from './addressing.ts';

test.each([
  ['198.18.7.0/24', 25, '198.18.7.0/25'],
  ['198.18.7.0/24', 23, '198.18.6.0/23'],
  ['10.0.1.128/26', 8, '10.0.0.0/8'],
] as const)('%s with a prefix length of %i is %s', (subnet, prefix, expected) => {
  expect(resized(subnet, prefix)).toBe(expected);
});
