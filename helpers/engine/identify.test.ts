import { expect, test } from '@jest/globals';
import { olderThan } from './identify.ts';

test.each([
  ['1.9', '1.41', true],
  ['1.40', '1.41', true],
  ['1.41', '1.41', false],
  ['1.52', '1.41', false],
  ['1.100', '1.41', false],
  ['0.99', '1.41', true],
  ['2.0', '1.41', false],
  ['1', '1.41', true],
])('an API of version %s is older than %s: %s', (version, than, older) => {
  expect(olderThan(version, than)).toBe(older);
});
