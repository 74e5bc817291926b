import { setTimeout } from 'node:timers/promises';

const POLL_MS = 50;

/** How long something that should come true may take. */
const COMING_LIMIT_MS = 10_000;

/** Looks again and again until what is seen is as it should become, and gives what was seen last, be it so or not. */
export async function eventually<T>(look: () => Promise<T>, become: (seen: T) => boolean): Promise<T> {
  const deadline = performance.now() + COMING_LIMIT_MS;
  for (;;) {
    const seen = await look();
    if (become(seen) || performance.now() > deadline) return seen;
    await setTimeout(POLL_MS);
  }
}
