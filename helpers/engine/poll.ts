import { setTimeout } from 'node:timers/promises';
import { type Limit, TimedOut } from './timeout.ts';

/** How often to try, and for how long. */
interface Pace {
  readonly limitMs: number;
  /** The pause between two attempts, 50 ms by default. */
  readonly intervalMs?: number;
  /** Aborts the pause between two attempts; its reason is thrown. */
  readonly signal?: AbortSignal;
}

const INTERVAL_MS = 50;

/** Repeats `attempt` until `accepts` takes its result, and returns that; the last result where the limit passes first. */
export async function latest<T>(
  { limitMs, intervalMs = INTERVAL_MS, signal }: Pace,
  attempt: () => Promise<T> | T,
  accepts: (result: T) => boolean,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    signal?.throwIfAborted();
    const result = await attempt();
    if (accepts(result) || performance.now() >= deadline) return result;
    await setTimeout(intervalMs, undefined, { signal });
  }
}

/** Repeats `attempt` until its result is neither undefined nor false, and returns that. Throws a TimedOut. */
export async function poll<T>(
  limit: Limit & Pace,
  attempt: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const result = await latest(limit, attempt, (found) => found !== undefined && found !== false);
  if (result === undefined || result === false) throw new TimedOut(limit);
  return result;
}

/** Repeats `work` while it fails with an error that `isTemporary` accepts. Throws its last error. */
export async function retry<T>(
  pace: Pace,
  work: () => Promise<T>,
  isTemporary: (error: unknown) => boolean,
): Promise<T> {
  const attempt = () =>
    work().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
  const end = await latest(pace, attempt, (result) => 'value' in result || !isTemporary(result.error));
  if ('value' in end) return end.value;
  throw end.error;
}
