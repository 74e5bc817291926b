import { expect, test } from '@jest/globals';
import { StatusLine } from './status-line.ts';

function terminal(rows?: number) {
  const written: string[] = [];
  const output = { isTTY: true, columns: 80, write: (text: string) => written.push(text) > 0 };
  return { written, output: rows === undefined ? output : { ...output, rows } };
}

const LINE = '\r\u001B[2K';
const ABOVE = '\u001B[1A\u001B[2K';

test('several lines are erased from the last one up', () => {
  const { written, output } = terminal();
  const line = new StatusLine(output);
  line.show(() => 'one\ntwo\nthree');
  line.show(() => 'one');
  line.end();
  expect(written.map((text) => text.replaceAll('\u001B[2m', '').replaceAll('\u001B[22m', ''))).toEqual([
    `${LINE}one\ntwo\nthree`,
    `${LINE}${ABOVE}${ABOVE}one`,
    LINE,
  ]);
});

test('no more lines are shown than the terminal has', () => {
  const { written, output } = terminal(3);
  const line = new StatusLine(output);
  line.show(() => 'one\ntwo\nthree\nfour');
  line.end();
  expect(written.join('')).not.toContain('three');
});
