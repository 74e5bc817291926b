import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { FleetProgress } from './fleet-progress.ts';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 120, write: (text: string) => written.push(stripVTControlCharacters(text)) > 0 };
}

const state = { done: 12, total: 30, chapter: 'names', failed: 1 };

test('on a terminal, each engine that runs has a line', () => {
  const output = terminal(true);
  const progress = new FleetProgress(3, output);
  for (const engine of ['ssh://web-1', 'tcp://b']) progress.begin(engine);
  progress.update('ssh://web-1', state);
  progress.update('tcp://b', { doing: 'pulling nginx\u001B[2J' });
  progress.end('ssh://web-1', 'ssh://web-1: 30 passed');
  progress.begin('ssh://web-3');
  progress.close();
  expect(output.written).toContain('ssh://web-1: 30 passed\n');
  expect(output.written.at(-2)).toBe(
    '\r1 of 3 engines · 0:00 · about 1 s left\n  tcp://b      pulling nginx … · 0:00\n  ssh://web-3  connecting … · 0:00',
  );
  expect(output.written).toContain(
    '\r0 of 3 engines · 0:00\n  ssh://web-1  12 of 30 behaviours · names · 1 not passed · 0:00 · about 1 s left\n  tcp://b      connecting … · 0:00',
  );
});

test('elsewhere, each engine has a line where it begins and where it ends', () => {
  const output = terminal(false);
  const progress = new FleetProgress(2, output);
  progress.begin('a');
  progress.update('a', state);
  progress.end('a', 'a: 30 passed');
  progress.begin('b');
  progress.close();
  expect(output.written).toEqual(['1 of 2: a\n', 'a: 30 passed\n', '2 of 2: b · 0:00\n']);
});

test('what a run says after its end is ignored', () => {
  const output = terminal(false);
  const progress = new FleetProgress(1, output);
  progress.update('a', state);
  expect(output.written).toEqual([]);
});
