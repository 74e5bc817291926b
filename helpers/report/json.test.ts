import { expect, test } from '@jest/globals';
import { HOSTILE } from './example.ts';
import { toJson } from './json.ts';

test('any text is read back unchanged', () => {
  const value = { text: HOSTILE, all: String.fromCodePoint(...Array.from({ length: 0x3000 }, (_, code) => code)) };
  expect(JSON.parse(toJson(value))).toEqual(value);
});

test('the file has no control characters except line ends', () => {
  const all = String.fromCodePoint(...Array.from({ length: 0x3000 }, (_, code) => code));
  // oxlint-disable-next-line no-control-regex -- the test looks for these
  expect(toJson({ all })).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028\u2029]/);
});
