import { sentAgain } from '../probe/journal.ts';
import { ANSWER_TIMEOUT_MS } from '../probe/limits.ts';
import { type Outcome, ProbeError } from '../probe/outcome.ts';

/** Silence proves something only where it lasted for this many times what the control's answer took. */
const FACTOR = 3;

/** The longest silence that is listened to, a small part of the time that a behaviour has. */
const LONGEST_SILENCE_MS = 15_000;

/** How many times a silence and a control that was too slow for the longest one are asked again. */
const ROUNDS = 2;

/** An outcome, and the answer of its control that it is judged beside. */
interface Compared {
  readonly outcome: Outcome;
  readonly control: Outcome;
}

/**
 * An outcome whose silence lasted long enough, beside an answer to its control: where the answer was slow, the request is
 * sent again with a longer timeout, as an answer on a busy machine may only be late. Where it was too slow even for that,
 * both are sent again at the same time, and the new answer is the control if it `works`. Throws a ProbeError where the
 * control took too long to conclude anything each time, or cannot be sent again.
 */
export async function longEnough(
  outcome: Outcome,
  control: Outcome,
  works: (control: Outcome) => boolean,
): Promise<Compared> {
  let compared: Compared = { outcome, control };
  for (let round = 0; round < ROUNDS && !isLongEnough(compared); round += 1)
    compared = await sentBothAgain(compared, works);
  if (isLongEnough(compared)) return compared;
  const { limitMs } = compared.outcome as Extract<Outcome, { kind: 'timed out' }>;
  throw new ProbeError(
    `nothing can be concluded from ${limitMs} ms without an answer, because the control was answered after ${compared.control.tookMs} ms: the machine is too busy`,
  );
}

function isLongEnough({ outcome, control }: Compared): boolean {
  return outcome.kind !== 'timed out' || outcome.limitMs >= FACTOR * control.tookMs;
}

/** Both sent again as far as they can be; the control only if its time is longer than a silence can be. */
async function sentBothAgain({ outcome, control }: Compared, works: (control: Outcome) => boolean): Promise<Compared> {
  const neededMs = FACTOR * control.tookMs;
  if (neededMs <= LONGEST_SILENCE_MS) return { outcome: (await sentAgain(outcome, neededMs)) ?? outcome, control };
  const [silence, answer] = await Promise.all([
    sentAgain(outcome, LONGEST_SILENCE_MS),
    sentAgain(control, ANSWER_TIMEOUT_MS),
  ]);
  return { outcome: silence ?? outcome, control: answer && works(answer) ? answer : control };
}

/**
 * An outcome that must be an answer. A request from where none is expected has a short timeout: it is sent again with that of
 * every other request, as an answer on a busy machine may only be late.
 */
export async function answerInTime<O extends Outcome>(outcome: O): Promise<O> {
  if (outcome.kind !== 'timed out' || outcome.limitMs >= ANSWER_TIMEOUT_MS) return outcome;
  return ((await sentAgain(outcome, ANSWER_TIMEOUT_MS)) as O | undefined) ?? outcome;
}
