import { AsyncLocalStorage } from 'node:async_hooks';
import type { Outcome } from '../probe/outcome.ts';
import { PromiseBroken } from '../scenario/running.ts';
import type { Failure } from './failure.ts';

/** What a judge found. */
export interface Judged {
  /** Every expectation that did not hold, in order. */
  readonly failures: readonly Failure[];
  /** What ended the judging before all expectations were judged, other than a value that could not be read. */
  readonly ended?: { readonly error: unknown };
}

interface Judging {
  expectations: number;
  readonly failures: Failure[];
  readonly mayBeAnswered: MayBeAnswered;
}

/** Whether a request may be answered though no answer is promised, because a known difference names an answer to it. */
type MayBeAnswered = (outcome: Outcome) => boolean;

/** A judge that exceeds its limit continues: what it finds then belongs to no other behaviour. */
const judging = new AsyncLocalStorage<Judging>();

/**
 * Runs a judge to its end: an expectation that does not hold is collected, and the next one is judged. A value that
 * cannot be read, such as a missing address, is a failure as well, and ends the judging. Never throws.
 */
export async function judgeAll(
  judge: () => Promise<void>,
  isAnsweredHere: MayBeAnswered = () => false,
): Promise<Judged> {
  const found: Judging = { expectations: 0, failures: [], mayBeAnswered: isAnsweredHere };
  try {
    await judging.run(found, judge);
  } catch (error) {
    return error instanceof PromiseBroken
      ? { failures: [...found.failures, error.failure] }
      : { failures: [...found.failures], ended: { error } };
  }
  if (found.expectations === 0) return { failures: [], ended: { error: new NothingExpected() } };
  return { failures: [...found.failures] };
}

/**
 * Counts an expectation of the running behaviour, and collects its failure if it did not hold. Returns whether it is
 * settled: a failure outside of a behaviour is the caller's to throw.
 */
export function settled(held: boolean, failure: () => Failure): boolean {
  const running = judging.getStore();
  if (running) running.expectations += 1;
  if (!held) running?.failures.push(failure());
  return held || running !== undefined;
}

/** Whether the request of this outcome may be answered on this engine, in the running behaviour. */
export function mayBeAnswered(outcome: Outcome): boolean {
  return judging.getStore()?.mayBeAnswered(outcome) ?? false;
}

/** A judge without an expectation, such as one that loops over an empty list, cannot fail. */
class NothingExpected extends Error {
  constructor() {
    super('the behaviour made no expectation, so nothing can be concluded');
    this.name = 'NothingExpected';
  }
}
