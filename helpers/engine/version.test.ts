import { expect, test } from '@jest/globals';
import { inRange, olderThan } from './version.ts';

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

test.each([
  ['20.10.24+dfsg1', '<28', true],
  ['28.5.2+dfsg3', '<28', false],
  ['28.0.0-rc.1', '<28', false],
  ['26.1.5+dfsg1', '>=20.10 <28', true],
  ['5.8.6+ds1', '>=5.8', true],
  ['5.8.6+ds1', '5.8.x', true],
  ['4.3.1+ds1', '<5 || >=6', true],
  ['29.1', '*', true],
  ['dev', '<28', false],
  ['master-2f7b1c', '>=28', true],
])('version %s is in the range %s: %s', (version, range, is) => {
  expect(inRange(version, range)).toBe(is);
});

test('an invalid range is an error', () => {
  expect(() => inRange('28.5.2', 'before 28')).toThrow('before');
});
