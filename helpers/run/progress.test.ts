import { expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { Progress, Steps } from './progress.ts';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 80, write: (text: string) => written.push(stripVTControlCharacters(text)) > 0 };
}

test('on a terminal, the current step is rewritten, and erased for other lines', () => {
  const output = terminal(true);
  const progress = new Progress(output);
  progress.doing('unpacking');
  progress.say('ready');
  expect(output.written).toEqual(['\runpacking …', '\r', 'ready\n']);
});

test('elsewhere, each step is a line', () => {
  const output = terminal(false);
  const progress = new Progress(output);
  progress.doing('unpacking');
  progress.say('ready');
  expect(output.written).toEqual(['unpacking …\n', 'ready\n']);
});

test('a step has its number and the total', () => {
  const [shown, plain] = [terminal(true), terminal(false)];
  for (const output of [shown, plain]) {
    const steps = new Steps(2, output);
    steps.begin('first');
    steps.end('✓ first');
    steps.begin('second');
    steps.end();
    steps.close();
  }
  expect(shown.written).toEqual(['\r1 of 2: first · 0:00', '\r', '✓ first\n', expect.stringContaining('2 of 2'), '\r']);
  expect(plain.written).toEqual(['1 of 2: first\n', '✓ first\n', expect.stringMatching(/^2 of 2: second · 0:00/)]);
});

test('the remaining time is estimated by the work that is done', () => {
  const plain = terminal(false);
  const steps = new Steps(3, plain, 10);
  steps.begin('long');
  steps.end(undefined, 10);
  steps.begin('short');
  expect(plain.written).toEqual(['1 of 3: long\n', '2 of 3: short · 0:00\n']);
});
