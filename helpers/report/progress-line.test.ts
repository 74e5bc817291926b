import { expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { ProgressLine } from './progress-line.ts';
import { clock, timeLeft } from './status-line.ts';

function terminal(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { written, isTTY, columns, write: (text: string) => written.push(text) > 0 };
}

test('the line has the count and the chapter, and is erased for other lines', () => {
  const output = terminal(true);
  const line = new ProgressLine(10, output);
  line.count('bridge', 'passed');
  line.count('bridge', 'failed');
  line.count('names', 'skipped', 2);
  line.end();
  const [last, erased] = output.written.slice(-2);
  expect(stripVTControlCharacters(last ?? '')).toMatch(/^\r4 of 10 behaviours · names · 1 not passed · 0:0\d/);
  expect(erased).toBe('\r\u001B[2K');
});

test('it is never wider than the terminal', () => {
  const output = terminal(true, 12);
  new ProgressLine(10, output).count('bridge', 'passed');
  expect(stripVTControlCharacters(output.written.at(-1) ?? '').length).toBeLessThanOrEqual(12);
});

test('a short run prints nothing where the output is no terminal', () => {
  const output = terminal(false);
  const line = new ProgressLine(10, output);
  line.count('bridge', 'passed');
  line.clear();
  line.end();
  expect(output.written).toEqual([]);
});

test.each([
  [2, 30, 1000, ''],
  [30, 30, 1000, ''],
  [10, 30, 5000, 'about 10 s left'],
  [10, 1000, 5000, 'about 9 min left'],
])('with %d of %d done in %d ms, the time left is: %s', (done, total, elapsed, text) => {
  expect(timeLeft(done, total, elapsed)).toBe(text);
});

test.each([
  [0, '0:00'],
  [65_900, '1:05'],
  [3_660_000, '61:00'],
])('%d ms are %s', (ms, text) => {
  expect(clock(ms)).toBe(text);
});
