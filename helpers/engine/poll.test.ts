import { describe, expect, test } from '@jest/globals';
import { latest, poll, retry } from './poll.ts';
import { TimedOut } from './timeout.ts';

const limit = { waitingFor: 'the network to be removed', limitMs: 2_000, intervalMs: 1 };
const short = { ...limit, limitMs: 10 };

/** Gives each value once, then the last one for ever. */
function sequence<T>(...values: T[]): () => T {
  return () => (values.length > 1 ? (values.shift() as T) : (values[0] as T));
}

function isBusy(error: unknown): boolean {
  return (error as Error).message === 'busy';
}

/** Work that fails with these messages, one after another. */
function failing(...messages: (string | undefined)[]): () => Promise<string> {
  const next = sequence(...messages);
  return async () => {
    const message = next();
    if (message) throw new Error(message);
    return 'done';
  };
}

describe('poll', () => {
  test.each([
    ['an object', 'found'],
    ['true', true],
    ['zero', 0],
    ['an empty text', ''],
  ])('returns a late result: %s', async (_, result) => {
    expect(await poll(limit, sequence<unknown>(undefined, false, undefined, result))).toBe(result);
  });

  test('names what it waited for when the limit passes', async () => {
    const late = poll(short, () => undefined);
    await expect(late).rejects.toThrow(TimedOut);
    await expect(late).rejects.toThrow('timed out after 10 ms waiting for the network to be removed');
  });

  test("throws the attempt's own error at once", async () => {
    const attempt = sequence<() => undefined>(
      () => undefined,
      () => {
        throw new Error('permission denied');
      },
    );
    await expect(poll(limit, () => attempt()())).rejects.toThrow('permission denied');
  });

  test('stops when it is aborted', async () => {
    const abort = new AbortController();
    const waiting = poll({ ...limit, signal: abort.signal, intervalMs: 60_000 }, () => undefined);
    abort.abort();
    await expect(waiting).rejects.toThrow(/aborted/);
  });

  test('makes no attempt once it is aborted', async () => {
    const signal = AbortSignal.abort(new Error('SIGINT'));
    await expect(poll({ ...limit, signal }, () => true)).rejects.toThrow('SIGINT');
  });
});

describe('latest', () => {
  test('returns the first result that is accepted', async () => {
    expect(await latest(limit, sequence(1, 2, 3, 4), (value) => value > 2)).toBe(3);
  });

  test('returns the last result when the limit passes', async () => {
    expect(await latest(short, sequence('starting', 'running'), () => false)).toBe('running');
  });

  test('makes one attempt with a limit of 0', async () => {
    expect(await latest({ limitMs: 0 }, sequence(1, 2), () => false)).toBe(1);
  });
});

describe('retry', () => {
  test('succeeds late', async () => {
    expect(await retry(limit, failing('busy', 'busy', undefined), isBusy)).toBe('done');
  });

  test('throws another error at once', async () => {
    await expect(retry(limit, failing('busy', 'not found', undefined), isBusy)).rejects.toThrow('not found');
  });

  test('throws the last error when the limit passes', async () => {
    await expect(retry(short, failing('busy'), isBusy)).rejects.toThrow('busy');
  });
});
