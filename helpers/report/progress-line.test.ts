import { expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { ProgressLine, leftOf } from './progress-line.ts';

function terminal(isTTY: boolean, columns = 80) {
  const said: string[] = [];
  return { said, isTTY, columns, write: (text: string) => said.push(text) > 0 };
}

test('the line counts, and is cleared for what stays', () => {
  const output = terminal(true);
  const line = new ProgressLine(10, output);
  line.count('passed');
  line.count('failed');
  line.count('skipped');
  line.end();
  const [last, cleared] = output.said.slice(-2);
  expect(stripVTControlCharacters(last ?? '')).toMatch(/^\r3 of 10: 1 passed, 1 failed, 1 skipped; about \d+ s left$/);
  expect(cleared).toBe('\r\u001B[2K');
});

test('it never grows beyond its terminal', () => {
  const output = terminal(true, 12);
  new ProgressLine(10, output).count('passed');
  expect(stripVTControlCharacters(output.said.at(-1) ?? '').length).toBeLessThanOrEqual(12);
});

test('nothing is said where the output is no terminal', () => {
  const output = terminal(false);
  const line = new ProgressLine(10, output);
  line.count('passed');
  line.clear();
  line.end();
  expect(output.said).toEqual([]);
});

test.each([
  [2, 30, 1000, ''],
  [30, 30, 1000, ''],
  [10, 30, 5000, '; about 10 s left'],
  [10, 1000, 5000, '; about 9 min left'],
])('of %d of %d done in %d ms is left:%s', (done, total, elapsed, said) => {
  expect(leftOf(done, total, elapsed)).toBe(said);
});
