import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Rounds, always, hasRounds } from './rounds.ts';

let folder: string;
let log: string;
let running: ChildProcessWithoutNullStreams | undefined;
let closed: Promise<unknown> | undefined;

/** Runs a script, which may write to `$log`. */
function started(script: string): Rounds {
  running = spawn('/bin/sh', ['-c', script], { stdio: 'pipe', env: { ...process.env, log } });
  closed = once(running, 'close');
  return new Rounds(running.stdin, running.stdout);
}

const logged = (): string[] => readFileSync(log, 'utf8').split('\n').slice(0, -1);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnc-test-rounds-'));
  log = join(folder, 'log');
});

afterEach(async () => {
  running?.kill('SIGKILL');
  await closed;
  rmSync(folder, { recursive: true, force: true });
});

describe('a script in rounds', () => {
  test('runs its commands once for each round, in one shell', async () => {
    const rounds = started(always('n=$((n + 1)); echo $n; echo $n >>$log'));
    await rounds.next();
    await rounds.next();
    await rounds.next();
    expect(logged()).toEqual(['1', '2', '3']);
  });

  test('completes a round that continue or a failure ends', async () => {
    const rounds = started(always('echo >>$log; [ -n "$next" ] || { next=1; continue; }; false'));
    await rounds.next();
    await rounds.next();
    expect(logged()).toHaveLength(2);
  });

  test('leaves its input and its output to no program in the background', async () => {
    const rounds = started(always('[ "$other" ] || { sleep 60 & other=$!; echo $other >>$log; }'));
    await rounds.next();
    running?.kill('SIGKILL');
    await closed;
    process.kill(Number(logged()[0]));
  });
});

describe('the next round', () => {
  test('has not begun before, and is one for all requests meanwhile', async () => {
    const rounds = started(always('echo begun >>$log; sleep 0.3; echo ended >>$log'));
    rounds.requestIfIdle();
    rounds.requestIfIdle();
    await Promise.all([rounds.next(), rounds.next(), rounds.next()]);
    expect(logged()).toEqual(['begun', 'ended', 'begun', 'ended']);
  });

  test('does not keep anyone waiting for a script that has ended', async () => {
    const rounds = started(`exit 0\n${always('true')}`);
    await rounds.next();
    await rounds.next();
  });
});

test('a script that runs once has no rounds', () => {
  expect(hasRounds(always('true'))).toBe(true);
  expect(hasRounds('while read -r id; do true; done')).toBe(false);
});
