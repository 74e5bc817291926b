import { latest } from '../engine/poll.ts';

const POLLING = { intervalMs: 50, limitMs: 10_000 };

/** Repeats an observation until `isExpected` accepts it, at most for ten seconds; returns the last one. */
export async function eventually<T>(observe: () => Promise<T>, isExpected: (seen: T) => boolean): Promise<T> {
  return latest(POLLING, observe, isExpected);
}
