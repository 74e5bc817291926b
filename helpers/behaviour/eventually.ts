import { latest } from '../engine/poll.ts';

const PACE = { intervalMs: 50, limitMs: 10_000 };

/** Observes again until `isExpected` accepts what is seen, and returns that; the last observation where it takes too long. */
export async function eventually<T>(observe: () => Promise<T>, isExpected: (seen: T) => boolean): Promise<T> {
  return latest(PACE, observe, isExpected);
}
