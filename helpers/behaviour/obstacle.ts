import { currentRun } from '../engine/run.ts';
import { NotSupportedHere, type Obstacle } from '../engine/unsupported.ts';
import { isUnansweredLookup } from '../probe/outcome.ts';
import type { Difference } from './differences/difference.ts';
import { mismatchOf, seenOf } from './differences/known.ts';
import { ControlFailed, type Failure, failureParts } from './failure.ts';
import { forwardDropText } from './host-needs.ts';

/**
 * What the user's host lacks for a verdict, where that explains everything that was found but for the known difference of
 * the engine, which shows on any host. What was noticed after another failure explains nothing.
 */
export function obstacleOf(
  failures: readonly Failure[],
  error: unknown,
  known: Difference | undefined,
): Obstacle | undefined {
  const others = notOf(known, failures);
  if (others.length > 0) return obstacleOfUser(others);
  if (error instanceof NotSupportedHere) return error.obstacle;
  return error instanceof ControlFailed ? obstacleOfUser([error.failure]) : undefined;
}

/** The failures that a known difference does not name; a request without an answer may always be due to the host. */
function notOf(known: Difference | undefined, failures: readonly Failure[]): Failure[] {
  if (!known) return [...failures];
  const found = failures.map((failure) => ({ failure, seen: seenOf(failure) }));
  const unnamed = new Set(
    mismatchOf(
      known,
      found.map(({ seen }) => seen),
    ).unnamed,
  );
  return found.filter(({ failure, seen }) => unnamed.has(seen) || isUnanswered(failure)).map(({ failure }) => failure);
}

/**
 * The firewall rule of the user that explains the failures, or undefined: a chain that drops forwarded packets also drops
 * those that the engine accepts, and a request without an answer proves nothing. Facts that fail after such a request may
 * follow from it; a request with another outcome does not.
 */
function obstacleOfUser(failures: readonly Failure[]): Obstacle | undefined {
  const { forwardDrop } = currentRun().engine.surroundings;
  const [failure] = failures;
  const requests = failures.filter(({ kind }) => kind === 'probe');
  if (forwardDrop === undefined || !failure) return undefined;
  const isBlocked = (one: Failure): boolean =>
    isUnanswered(one) || (forwardDrop.verdict === 'reject' && isRefused(one));
  if (![failure, ...requests].every(isBlocked)) return undefined;
  return {
    need: 'host-forwards',
    evidence: `${forwardDropText(forwardDrop)} (${failureParts(failure).subject})`,
  };
}

/** The outcomes of dropped and rejected packets, as facts name them. */
const UNANSWERED: ReadonlySet<unknown> = new Set(['timed out', 'unreachable', 'unresolved', 'no answer']);

/** Whether a request got no answer, as when a firewall drops or rejects packets. */
function isUnanswered(failure: Failure): boolean {
  if (failure.kind === 'fact') return [failure.observed].flat().some((observed) => UNANSWERED.has(observed));
  const { observed } = failure;
  return isUnansweredLookup(observed) || observed.kind === 'timed out' || observed.kind === 'unreachable';
}

/** Whether a request was refused, as when a firewall rejects packets with a TCP reset or as if no port were open. */
function isRefused(failure: Failure): boolean {
  if (failure.kind === 'fact') return [failure.observed].flat().includes('refused');
  return failure.observed.kind === 'refused';
}
