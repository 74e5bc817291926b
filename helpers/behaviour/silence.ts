import { sentAgain } from '../probe/journal.ts';
import { ANSWER_TIMEOUT_MS } from '../probe/limits.ts';
import { type Outcome, ProbeError } from '../probe/outcome.ts';

/** Silence proves something only where it lasted for this many times what the control's answer took. */
const FACTOR = 3;

/** The longest silence that is listened to, a small part of the time that a behaviour has. */
const LONGEST_SILENCE_MS = 15_000;

/**
 * An outcome whose silence lasted long enough, beside an answer to its control: where the answer was slow, the request is
 * sent again with a longer timeout, as an answer on a busy machine may only be late. Throws a ProbeError where the control
 * took too long to conclude anything.
 */
export async function longEnough(outcome: Outcome, control: Outcome): Promise<Outcome> {
  const neededMs = FACTOR * control.tookMs;
  if (outcome.kind !== 'timed out' || outcome.limitMs >= neededMs) return outcome;
  const again = neededMs > LONGEST_SILENCE_MS ? undefined : sentAgain(outcome, neededMs);
  if (again) return again;
  throw new ProbeError(
    `nothing can be concluded from ${outcome.limitMs} ms without an answer, because the control was answered after ${control.tookMs} ms: the machine is too busy`,
  );
}

/**
 * An outcome that must be an answer. A request from where none is expected has a short timeout: it is sent again with that of
 * every other request, as an answer on a busy machine may only be late.
 */
export async function answerInTime<O extends Outcome>(outcome: O): Promise<O> {
  if (outcome.kind !== 'timed out' || outcome.limitMs >= ANSWER_TIMEOUT_MS) return outcome;
  return ((await sentAgain(outcome, ANSWER_TIMEOUT_MS)) as O | undefined) ?? outcome;
}
