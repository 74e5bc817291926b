import { sentAgain } from '../probe/journal.ts';
import { ANSWER_TIMEOUT_MS } from '../probe/limits.ts';
import { type Outcome, ProbeError, isUnansweredLookup } from '../probe/outcome.ts';

/** Silence proves something only where it lasted for this many times what the control's answer took. */
const FACTOR = 3;

/** The longest silence that is listened to where the control cannot be sent again, a small part of a behaviour's time. */
const LONGEST_SILENCE_MS = 15_000;

/**
 * The longest silence of the first round where it can; of the second, twice as long. What made the control slow is mostly
 * over.
 */
const SILENCE_OF_A_ROUND_MS = 5_000;

/** How many times both are sent again. */
const ROUNDS = 3;

/** An outcome, and the answer of its control that it is judged beside. */
interface Compared {
  readonly outcome: Outcome;
  readonly control: Outcome;
}

/**
 * An outcome whose silence lasted long enough, beside an answer to its control: where the answer was slow, both are sent again
 * at the same time, the request with a longer timeout, as an answer on a busy machine may only be late. The new answer is the
 * control then, if it `works`. Throws a ProbeError where nothing can be concluded, as the control took too long each time, or
 * the request cannot be sent again.
 */
export async function longEnough(
  outcome: Outcome,
  control: Outcome,
  works: (control: Outcome) => boolean,
): Promise<Compared> {
  let compared: Compared = { outcome, control };
  for (let round = 1; round <= ROUNDS && !isLongEnough(compared); round += 1)
    compared = await sentBothAgain(compared, round * SILENCE_OF_A_ROUND_MS, works);
  if (isLongEnough(compared)) return compared;
  const { limitMs } = compared.outcome as Extract<Outcome, { kind: 'timed out' }>;
  throw new ProbeError(
    `nothing can be concluded from ${limitMs} ms without an answer, because the control was answered after ${compared.control.tookMs} ms: the machine is too busy`,
  );
}

function isLongEnough({ outcome, control }: Compared): boolean {
  return outcome.kind !== 'timed out' || outcome.limitMs >= FACTOR * control.tookMs;
}

async function sentBothAgain(
  { outcome, control }: Compared,
  longestMs: number,
  works: (control: Outcome) => boolean,
): Promise<Compared> {
  const answering = sentAgain(control, ANSWER_TIMEOUT_MS);
  const limitMs = Math.min(FACTOR * control.tookMs, answering ? longestMs : LONGEST_SILENCE_MS);
  const [silence, answer] = await Promise.all([sentAgain(outcome, limitMs), answering]);
  return { outcome: silence ?? outcome, control: silence && answer && works(answer) ? answer : control };
}

/**
 * An outcome that must be an answer. A request from where none is expected has a short timeout: it is sent again with that of
 * every other request, as an answer on a busy machine may only be late.
 */
export async function answerInTime<O extends Outcome>(outcome: O): Promise<O> {
  if (outcome.kind !== 'timed out' || outcome.limitMs >= ANSWER_TIMEOUT_MS) return outcome;
  return ((await sentAgain(outcome, ANSWER_TIMEOUT_MS)) as O | undefined) ?? outcome;
}

/**
 * The outcome of a page whose name resolved: a short timeout, of a request that should get no answer, may end before the DNS
 * server answers, so that nothing was sent to the address. It is sent again with the timeout of every other request.
 */
export async function onceResolved(outcome: Outcome): Promise<Outcome> {
  const unsent = outcome.request.kind === 'page' && isUnansweredLookup(outcome);
  if (!unsent || outcome.tookMs >= ANSWER_TIMEOUT_MS) return outcome;
  return (await sentAgain(outcome, ANSWER_TIMEOUT_MS)) ?? outcome;
}
