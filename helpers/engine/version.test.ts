import { expect, test } from '@jest/globals';
import { olderThan } from './version.ts';

test.each([
  ['1.9', '1.41', true],
  ['1.40', '1.41', true],
  ['1.41', '1.41', false],
  ['1.52', '1.41', false],
  ['1.100', '1.41', false],
  ['0.99', '1.41', true],
  ['2.0', '1.41', false],
  ['1', '1.41', true],
  ['20.10.24+dfsg1', '20.10', false],
  ['20.10.24+dfsg1', '26', true],
  ['28.5.2+dfsg4', '28.5.3', true],
  ['dev', '28', false],
  ['master-2f7b1c', '20.10', false],
])('version %s is older than %s: %s', (version, than, older) => {
  expect(olderThan(version, than)).toBe(older);
});
