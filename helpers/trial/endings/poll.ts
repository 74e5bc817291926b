import { setTimeout } from 'node:timers/promises';
import { WrongEnding } from './ending.ts';

const POLL_MS = 50;

/** Looks until there is something to see, and gives it. Throws a WrongEnding where nothing comes in time. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  limitMs: number,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > deadline) throw new WrongEnding(`${what} did not come in ${limitMs / 1000} s`);
    await setTimeout(POLL_MS);
  }
}
