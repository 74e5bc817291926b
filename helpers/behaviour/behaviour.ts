import { test } from '@jest/globals';
import { currentRun } from '../engine/run.ts';
import { withoutNetworkCreation } from '../engine/network-creation.ts';
import { withTimeout } from '../engine/timeout.ts';
import { NotSupportedHere, type Obstacle } from '../engine/unsupported.ts';
import { errorText } from '../engine/user-error.ts';
import { takeJournal } from '../probe/journal.ts';
import { topologyOf } from '../scenario/topology.ts';
import { reproOf } from '../scenario/repro/repro.ts';
import { printValue } from '../scenario/running.ts';
import { openScenario } from '../scenario/scenario.ts';
import { type Repro, noRepro } from '../scenario/repro/script.ts';
import type { Difference } from './differences/difference.ts';
import { matchesDifference, knownDifferences, entryNameOf, seenOf } from './differences/known.ts';
import { afterFailure } from './evidence/after-failure.ts';
import { ControlFailed, type Failure } from './failure.ts';
import { type Need, disabledIds, printUnmet, requiredOf, unmetNeedOf, unmetNeeds } from './needs.ts';
import { writeRecord } from './records.ts';
import type { Reliance } from './relies.ts';
import { judgeAndRestore } from './restoring.ts';
import { lostScenario, obstacleOfUser } from './scenario-health.ts';
import type { BehaviourRecord, DifferenceInRecord, Exposure, UnmetNeed } from './verdict.ts';
import { titleOf } from './title.ts';

/** How long a behaviour may take until it is judged. */
const BEHAVIOUR_LIMIT_MS = 45_000;

/** How long the collection of evidence may take after a failure. */
const EVIDENCE_LIMIT_MS = 45_000;

type Described = Pick<BehaviourRecord, 'id' | 'sentence' | 'docs' | 'why' | 'security'>;

/** The declaration of a behaviour, without its id and sentence. */
export interface BehaviourOptions {
  /** The page of the documentation, or the issue, that promises it. */
  readonly docs: string;
  /** What breaks for a user if the promise does not hold, in one sentence. */
  readonly why?: string;
  /** Requirements of the engine or the machine: where one is not met, the behaviour is unsupported. */
  readonly needs?: readonly Need[];
  /** The features of the engine that the promise relies on. */
  readonly relies?: readonly Reliance[];
  /** The features of the engine that its controls rely on: without them, the behaviour is an error and not a failure. */
  readonly controlsRely?: readonly Reliance[];
  /** The exposure for a security audit, if it is about one. */
  readonly security?: Exposure;
}

/**
 * Declares a behaviour: a promise of the documentation, and the function that judges it. The id, `chapter.short-statement`,
 * is its key in every report; the sentence states the promise. An expectation that does not hold is a failure; any other
 * error is an `error`.
 */
export function behaviour(
  id: string,
  sentence: string,
  { docs, why, needs = [], security }: BehaviourOptions,
  judge: () => Promise<void>,
): void {
  const described: Described = {
    id,
    sentence,
    docs,
    ...(why === undefined ? {} : { why }),
    ...(security ? { security } : {}),
  };
  const notRun = { ...described, probes: [], repro: noRepro };
  const title = titleOf({ id, sentence });
  const unmet = unmetNeeds(needs);
  if (disabledIds().has(id)) {
    writeRecord({ ...notRun, verdict: 'disabled', explanation: 'disabled by DISABLE' });
    test.skip(title, () => undefined);
  } else if (requiredOf(unmet).length > 0) {
    test(title, () => failRequired(notRun, unmet));
  } else if (unmet.length > 0) {
    writeRecord({ ...notRun, verdict: 'unsupported', unmet });
    test.skip(title, () => undefined);
  } else {
    test(title, () => run(described, judge), BEHAVIOUR_LIMIT_MS + EVIDENCE_LIMIT_MS);
  }
}

async function run(described: Described, judge: () => Promise<void>): Promise<void> {
  takeJournal();
  const { engine } = currentRun();
  const differences = knownDifferences(described.id, engine);
  const known = differences.find(({ flaky }) => !flaky);
  try {
    await withoutNetworkCreation(() => withinLimit(judgeAndRestore(judge)));
  } catch (error) {
    return recordThrown(error, described, differences);
  }
  if (!known || (known.closable && !engine.embedded)) {
    writeRecord({ ...described, verdict: 'passed', ...evidence() });
    return;
  }
  writeRecord({ ...described, difference: inRecord(known), verdict: 'unexpected-pass', ...evidence() });
  throw new Error(`passed, though it is a known difference: ${entryNameOf(known)}`);
}

/** Records a behaviour that threw, by its error and the known differences of the engine. Rethrows what fails the run. */
async function recordThrown(error: unknown, described: Described, differences: readonly Difference[]): Promise<void> {
  const failure = failureIn(error);
  const control = error instanceof ControlFailed ? error.failure : undefined;
  const obstacle = error instanceof NotSupportedHere ? error.obstacle : obstacleOfUser(failure ?? control);
  const always = differences.find(({ flaky }) => !flaky);
  const about = { ...described, ...(always ? { difference: inRecord(always) } : {}), ...evidence() };
  if (obstacle) return recordUnsupported(about, obstacle);
  const lost = failure && (await lostScenario());
  const found = failure && !lost && differences.find((difference) => matchesDifference(difference, seenOf(failure)));
  if (found) {
    writeRecord({ ...about, failure, difference: inRecord(found), verdict: 'known-difference' });
    return;
  }
  const more = await afterFailure(failure ?? control, about.probes);
  const verdict = failure && !lost ? 'failed' : 'error';
  writeRecord({ ...about, ...more, verdict, ...explained(error, failure ?? control, lost) });
  throw error;
}

function explained(
  error: unknown,
  failure: Failure | undefined,
  lost: string | undefined,
): Pick<BehaviourRecord, 'failure' | 'explanation'> {
  if (lost) return { explanation: `${lost}, so nothing can be concluded`, ...(failure ? { failure } : {}) };
  if (error instanceof ControlFailed)
    return { explanation: 'the control failed, so nothing can be concluded', failure: error.failure };
  return failure ? { failure } : { explanation: messageOf(error) };
}

/** Records that a behaviour turned out to be unsupported here. Throws where REQUIRE makes that a failure. */
function recordUnsupported(about: Omit<BehaviourRecord, 'verdict'>, obstacle: Obstacle): void {
  const unmet = [unmetNeedOf(obstacle)];
  if (requiredOf(unmet).length > 0) failRequired(about, unmet);
  else writeRecord({ ...about, verdict: 'unsupported', unmet });
}

function failRequired(about: Omit<BehaviourRecord, 'verdict'>, unmet: readonly UnmetNeed[]): never {
  const names = requiredOf(unmet).map(({ need }) => need);
  writeRecord({ ...about, verdict: 'failed', explanation: `not met, though in REQUIRE: ${names.join(', ')}`, unmet });
  throw new Error(unmet.map(printUnmet).join('\n'));
}

function inRecord(difference: Difference): DifferenceInRecord {
  const { instead, dockerSpecific, evidence: link } = difference;
  return { entry: entryNameOf(difference), instead, dockerSpecific: dockerSpecific === true, evidence: link };
}

/** An expectation that is judged after the limit is ignored: its scenario may be removed by then. */
async function withinLimit(judging: Promise<void>): Promise<void> {
  await withTimeout({ waitingFor: 'the verdict', limitMs: BEHAVIOUR_LIMIT_MS }, judging);
}

function evidence(): Pick<BehaviourRecord, 'probes' | 'statements' | 'repro' | 'topology'> {
  const open = openScenario();
  const { steps, ...journal } = takeJournal();
  const { declarations = {}, members } = open ?? {};
  if (open && !members) return { ...journal, repro: noRepro };
  const repro = writtenSafely(() => reproOf(declarations, members ?? {}, steps));
  return { ...journal, repro, ...(members ? { topology: topologyOf(declarations, members) } : {}) };
}

/** A repro script that cannot be written must not change the verdict. */
function writtenSafely(write: () => Repro): Repro {
  try {
    return write();
  } catch (error) {
    return { ...noRepro, build: [`# the script could not be written: ${errorText(error)}`] };
  }
}

/** The part of an error of Jest's `expect` that is read here. */
interface MatcherResult {
  readonly message?: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
  readonly failure?: Failure;
}

/** The expectation that did not hold; undefined for any other error, which proves nothing about the promise. */
function failureIn(error: unknown): Failure | undefined {
  const { matcherResult, name, failure } = (error ?? {}) as {
    matcherResult?: MatcherResult;
    name?: string;
    failure?: Failure;
  };
  if (name === 'PromiseBroken') return failure;
  if (!matcherResult) return undefined;
  const { message = '', expected, actual } = matcherResult;
  const [subject = ''] = message.split('\n');
  return matcherResult.failure ?? { kind: 'fact', subject, expected: printValue(expected), observed: actual };
}

function messageOf(error: unknown): string {
  const { message } = (error ?? {}) as { message?: string };
  return (message ?? errorText(error)).trim();
}
