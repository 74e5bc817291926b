import { test } from '@jest/globals';
import { currentRun } from '../engine/run.ts';
import { withoutNetworkCreation } from '../engine/network-creation.ts';
import { withTimeout } from '../engine/timeout.ts';
import type { Obstacle } from '../engine/unsupported.ts';
import { errorText } from '../engine/user-error.ts';
import { takeJournal } from '../probe/journal.ts';
import { topologyOf } from '../scenario/topology.ts';
import { reproOf } from '../scenario/repro/repro.ts';
import { openScenario } from '../scenario/scenario.ts';
import { type Repro, noRepro } from '../scenario/repro/script.ts';
import { chapterOf } from './chapters.ts';
import { type Known, type Shown, alwaysShown, knownOn, shownOf } from './differences/beside.ts';
import type { Difference } from './differences/difference.ts';
import { entryNameOf, mayBeClosed, mismatchOf, namesAnswer, seenOf } from './differences/known.ts';
import { isMeasured } from './differences/measured.ts';
import { afterFailure } from './evidence/after-failure.ts';
import { ControlFailed, type Failure, printFailures, withoutRepeats } from './failure.ts';
import { takeFigures } from './figures.ts';
import { type Judged, judgeAll } from './judging.ts';
import { type Need, disabledIds, printUnmet, requiredOf, unmetNeedOf, unmetNeeds } from './needs.ts';
import { obstacleOf } from './obstacle.ts';
import { readRecords, writeRecord } from './records.ts';
import type { Reliance } from './relies.ts';
import { judgeAndRestore } from './restoring.ts';
import { lostScenario } from './scenario-health.ts';
import type { BehaviourRecord, DifferenceInRecord, Exposure, UnmetNeed } from './verdict.ts';
import { titleOf } from './title.ts';

/** How long a behaviour may take until it is judged; on a machine five times as slow as others, some take a minute. */
const BEHAVIOUR_LIMIT_MS = 90_000;

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
  /** How long it may take until it is judged, where that is longer than usual. */
  readonly limitMs?: number;
}

/**
 * Declares a behaviour: a promise of the documentation, and the function that judges it. The id, `chapter.short-statement`,
 * is its key in every report; the sentence states the promise. An expectation that does not hold is a failure, and the
 * next one is judged; any other error ends the judging, and is an `error` if nothing failed before.
 */
export function behaviour(
  id: string,
  sentence: string,
  { docs, why, needs = [], relies = [], security, limitMs = BEHAVIOUR_LIMIT_MS }: BehaviourOptions,
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
    // recorded now: without what is missing, its scenario may not start
    const failure = recordRequired(notRun, unmet);
    test(title, () => {
      throw failure;
    });
  } else if (unmet.length > 0) {
    writeRecord({ ...notRun, verdict: 'unsupported', unmet });
    test.skip(title, () => undefined);
  } else {
    const limited = (): Promise<void> => withinLimit(judgeAndRestore(judge), limitMs);
    const judging = reliesOnIsolation(relies, needs) ? () => withoutNetworkCreation(limited) : limited;
    test(title, () => run(described, judging), limitMs + EVIDENCE_LIMIT_MS);
  }
}

/**
 * Whether a new network interrupts for a moment what a behaviour relies on, with some engines: network-creation.ts. On a
 * host of the lab, no other process creates one.
 */
function reliesOnIsolation(relies: readonly Reliance[], needs: readonly Need[]): boolean {
  return (
    !needs.includes('lab') &&
    relies.some((reliance) =>
      ['filter', 'icc', 'internal', 'internal-route', 'compose-isolation', 'compose-internal'].includes(reliance),
    )
  );
}

async function run(described: Described, judge: () => Promise<void>): Promise<void> {
  takeJournal();
  takeFigures();
  const { engine, compose } = currentRun();
  const version = compose && 'version' in compose ? compose.version : undefined;
  const judgedEngine = { ...engine, compose: version };
  const known = knownOn(described.id, judgedEngine);
  const always = alwaysShown(known);
  const judged = await judgeAll(judge, (outcome) => always.some((difference) => namesAnswer(difference, outcome)));
  if (judged.failures.length > 0 || judged.ended) return recordBroken(judged, described, known);
  const unseen = known.here.find(({ flaky }) => !flaky);
  if (!unseen || mayBeClosed(unseen, engine) || !isMeasured(judgedEngine, chapterOf(described.id) === 'compose')) {
    writeRecord({ ...described, verdict: 'passed', ...evidence() });
    return;
  }
  writeRecord({ ...described, difference: inRecord(unseen), verdict: 'unexpected-pass', ...evidence() });
  throw new Error(`passed, though it is a known difference: ${entryNameOf(unseen)}`);
}

/** Records a behaviour that broke, by its failures and the known differences of the engine. Throws what fails the run. */
async function recordBroken({ failures: all, ended }: Judged, described: Described, known: Known): Promise<void> {
  const failures = withoutRepeats(all);
  const control = ended?.error instanceof ControlFailed ? [ended.error.failure] : [];
  const about = { ...described, ...evidence() };
  const always = known.here.find(({ flaky }) => !flaky);
  const obstacle = obstacleOf(failures, ended?.error, always);
  if (obstacle) return recordUnsupported(about, obstacle);
  const lost = failures.length > 0 ? await lostScenario() : undefined;
  const seen = failures.map(seenOf);
  const found = lost || ended ? undefined : shownOf(known, seen);
  const broken = { ...about, ...(failures.length > 0 ? { failures } : {}) };
  if (found) return recordDifference(broken, found);
  const [first = control[0]] = failures;
  const more = await afterFailure(first, about.probes);
  const verdict = failures.length > 0 && !lost ? 'failed' : 'error';
  const mismatch = always && verdict === 'failed' ? mismatchOf(always, seen) : {};
  const difference = always && { difference: { ...inRecord(always), ...mismatch } };
  const shown = failures.length > 0 ? { failures } : control.length > 0 ? { failures: control } : {};
  writeRecord({ ...about, ...difference, ...more, verdict, ...shown, ...explained(failures, ended?.error, lost) });
  throw failures.length > 0 ? new Error(printFailures(failures)) : ended?.error;
}

/** Records that a known difference showed. Throws where a flaky one shows in more behaviours of this run than was measured. */
function recordDifference(
  about: Omit<BehaviourRecord, 'verdict' | 'difference'>,
  { difference, measuredWith }: Shown,
): void {
  const record = { ...about, difference: { ...inRecord(difference), ...(measuredWith ? { measuredWith } : {}) } };
  writeRecord({ ...record, verdict: 'known-difference' });
  const { flaky } = difference;
  if (!flaky) return;
  const shown = [...readRecords(currentRun().records).values()].filter(
    (other) => other.verdict === 'known-difference' && other.difference?.cause === flaky.cause,
  );
  if (shown.length <= flaky.atMost) return;
  const explanation = `${flaky.cause} shows in ${shown.length} behaviours of this run (${shown.map(({ id }) => id).join(', ')}), and is known to show in at most ${flaky.atMost}`;
  writeRecord({ ...record, verdict: 'failed', explanation });
  throw new Error(explanation);
}

function explained(
  failures: readonly Failure[],
  error: unknown,
  lost: string | undefined,
): Pick<BehaviourRecord, 'explanation'> {
  if (lost) return { explanation: `${lost}, so nothing can be concluded` };
  if (error === undefined) return {};
  if (failures.length > 0) return { explanation: `the judging ended early: ${messageOf(error)}` };
  if (error instanceof ControlFailed) return { explanation: 'the control failed, so nothing can be concluded' };
  return { explanation: messageOf(error) };
}

/** Records that a behaviour turned out to be unsupported here. Throws where REQUIRE makes that a failure. */
function recordUnsupported(about: Omit<BehaviourRecord, 'verdict'>, obstacle: Obstacle): void {
  const unmet = [unmetNeedOf(obstacle)];
  if (requiredOf(unmet).length > 0) throw recordRequired(about, unmet);
  writeRecord({ ...about, verdict: 'unsupported', unmet });
}

/** Records that REQUIRE makes unmet needs a failure, and gives the error to throw. */
function recordRequired(about: Omit<BehaviourRecord, 'verdict'>, unmet: readonly UnmetNeed[]): Error {
  const names = requiredOf(unmet).map(({ need }) => need);
  writeRecord({ ...about, verdict: 'failed', explanation: `not met, though in REQUIRE: ${names.join(', ')}`, unmet });
  return new Error(unmet.map(printUnmet).join('\n'));
}

function inRecord(difference: Difference): DifferenceInRecord {
  const { instead, dockerSpecific, evidence: link, flaky } = difference;
  const cause = flaky ? { cause: flaky.cause } : {};
  return { entry: entryNameOf(difference), instead, dockerSpecific: dockerSpecific === true, evidence: link, ...cause };
}

/** An expectation that is judged after the limit is ignored: its scenario may be removed by then. */
async function withinLimit(judging: Promise<void>, limitMs: number): Promise<void> {
  await withTimeout({ waitingFor: 'the verdict', limitMs }, judging);
}

function evidence(): Pick<BehaviourRecord, 'probes' | 'statements' | 'figures' | 'repro' | 'topology'> {
  const open = openScenario();
  const { steps, ...taken } = takeJournal();
  const figures = takeFigures();
  const journal = { ...taken, ...(figures.length > 0 ? { figures } : {}) };
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

function messageOf(error: unknown): string {
  const { message } = (error ?? {}) as { message?: string };
  return (message ?? errorText(error)).trim();
}
