import { describe, expect, test } from '@jest/globals';
import { runHere } from './run-here.ts';
import { ProbeError } from './outcome.ts';

describe('a command on this host', () => {
  test('is a result, whatever its exit code', async () => {
    const words = ['sh', '-c', 'echo "$1"; echo oops >&2; exit 3', 'sh', `it's $(id)`];
    expect(await runHere({ words, limitMs: 1000 })).toMatchObject({
      exitCode: 3,
      stdout: "it's $(id)\n",
      stderr: 'oops\n',
    });
  });

  test.each([
    ['takes too long, and does not want to end', ['sh', '-c', "trap '' TERM; while :; do sleep 0.05; done"]],
    ['leaves another one behind that holds its outputs', ['sh', '-c', 'sleep 6 & wait']],
    ['says more than can be meant', ['yes']],
    ['is none', ['no-such-command-anywhere']],
  ])('is no result where it %s', async (_, words) => {
    const started = performance.now();
    await expect(runHere({ words, limitMs: 200 })).rejects.toThrow(ProbeError);
    // a busy machine takes seconds to start and end it
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
