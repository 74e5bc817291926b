import { test } from '@jest/globals';
import { currentRun } from '../engine/run.ts';
import { whileNetworksStay } from '../engine/steady.ts';
import { withTimeout } from '../engine/timeout.ts';
import { NotSupportedHere, type Obstacle } from '../engine/unsupported.ts';
import { errorText } from '../engine/user-error.ts';
import { takeJournal } from '../probe/journal.ts';
import { topologyOf } from '../scenario/repro/describe.ts';
import { reproOf } from '../scenario/repro/repro.ts';
import type { Broken } from '../scenario/running.ts';
import { openScenario } from '../scenario/scenario.ts';
import { type Repro, noRepro } from '../scenario/repro/script.ts';
import { takeSteps } from '../scenario/steps.ts';
import { afterFailure, brokenQuestion } from './evidence/after-failure.ts';
import type { Difference } from './differences/difference.ts';
import { isAsKnown, knownDifferences, nameOf } from './differences/known.ts';
import { lostScenario, userInTheWay } from './scenario-health.ts';
import { type Need, disabled, reasonOf as reasonOfNeed, required, unmet } from './needs.ts';
import { record } from './records.ts';
import type { Reliance } from './relies.ts';
import { judgedAndRestored } from './restoring.ts';
import type { BehaviourRecord, DifferenceInRecord, Exposure } from './verdict.ts';

/** How long a behaviour may take until it is judged. */
const BEHAVIOUR_LIMIT_MS = 45_000;

/** How long it may take to ask what became of the scenario, where an expectation did not hold. */
const GROUND_LIMIT_MS = 45_000;

type Said = Pick<BehaviourRecord, 'id' | 'sentence' | 'docs' | 'why' | 'security'>;

/** What is said of a behaviour beside its sentence. */
export interface Source {
  /** The page of the documentation, or the issue, that promises it. */
  readonly docs: string;
  /** What breaks for a user where it does not hold, in a sentence. */
  readonly why?: string;
  /** What the engine or the machine must have for it to be shown. */
  readonly needs?: readonly Need[];
  /** What must work in the engine for the promise to hold. */
  readonly relies?: readonly Reliance[];
  /** What must work for its controls to succeed: without it, the behaviour is an error and not a failure. */
  readonly controlsRely?: readonly Reliance[];
  /** What it is to a security audit, where it is anything. */
  readonly security?: Exposure;
}

/**
 * A promise of the network, and how it is judged. The id is its name in every report, `chapter.short-statement`; the
 * sentence is what the documentation promises. An expectation that does not hold is a broken promise (`failed`);
 * anything else that throws is an `error`.
 */
export function behaviour(
  id: string,
  sentence: string,
  { docs, why, needs = [], security }: Source,
  judge: () => Promise<void>,
): void {
  const about: Said = {
    id,
    sentence,
    docs,
    ...(why === undefined ? {} : { why }),
    ...(security ? { security } : {}),
  };
  const said = { ...about, probes: [], repro: noRepro };
  const title = `${id} · ${sentence}`;
  const missing = unmet(needs);
  if (disabled().has(id)) {
    record({ ...said, verdict: 'disabled', reason: 'switched off by DISABLE' });
    test.skip(title, () => undefined);
  } else if (missing && required().has(missing.need)) {
    test(title, () => {
      record({ ...said, verdict: 'failed', reason: `REQUIRE=${missing.need}, but it ${missing.reason}` });
      throw new Error(missing.reason);
    });
  } else if (missing) {
    record({ ...said, verdict: 'unsupported', reason: missing.reason });
    test.skip(title, () => undefined);
  } else {
    test(title, () => judged(about, judge), BEHAVIOUR_LIMIT_MS + GROUND_LIMIT_MS);
  }
}

async function judged(of: Said, judge: () => Promise<void>): Promise<void> {
  takeJournal();
  takeSteps();
  const all = knownDifferences(of.id, currentRun().engine);
  const known = all.find(({ flaky }) => !flaky);
  const about = { ...of, ...(known ? { difference: inRecord(known) } : {}) };
  try {
    await whileNetworksStay(() => inTime(judgedAndRestored(judge)));
  } catch (error) {
    const obstacle = error instanceof NotSupportedHere ? error.obstacle : userInTheWay(reasonOf(error));
    if (obstacle) return unsupported(about, obstacle);
    const broken = brokenBy(error);
    const seen = { ...about, ...(broken ? { broken } : {}), ...evidence() };
    const lost = broken ? await lostScenario() : undefined;
    const found = broken && !lost ? all.find((difference) => isAsKnown(difference, broken)) : undefined;
    if (found) {
      const reason = `${found.instead}\n${reasonOf(error)}`;
      record({ ...seen, difference: inRecord(found), verdict: 'known-difference', reason });
      return;
    }
    const more = await afterFailure(
      broken && brokenQuestion(broken, reasonOf(error), seen.probes),
      JSON.stringify([seen.repro.ask, seen.probes, reasonOf(error)]),
    );
    record({ ...seen, ...more, ...judgedAs(error, broken !== undefined, lost, known) });
    throw error;
  }
  if (!known || (known.closable && !currentRun().engine.embedded)) {
    record({ ...of, verdict: 'passed', ...evidence() });
    return;
  }
  const reason = `passes, though it is a known difference (${nameOf(known)}: ${known.instead}): remove that entry or correct its versions`;
  record({ ...about, verdict: 'unexpected-pass', reason, ...evidence() });
  throw new Error(reason);
}

/** Records that a behaviour turned out not to be judged here. Throws where REQUIRE makes that a failure. */
function unsupported(about: Said, obstacle: Obstacle): void {
  const reason = reasonOfNeed(obstacle);
  if (!required().has(obstacle.need)) return record({ ...about, verdict: 'unsupported', reason, ...evidence() });
  record({ ...about, verdict: 'failed', reason: `REQUIRE=${obstacle.need}, but it ${reason}`, ...evidence() });
  throw new Error(reason);
}

function inRecord({ instead, dockerSpecific, evidence: link }: Difference): DifferenceInRecord {
  return { instead, dockerSpecific: dockerSpecific === true, evidence: link };
}

/** What comes of a behaviour that threw, where it is no difference that is known: whether it tells of the promise, and why not. */
function judgedAs(
  error: unknown,
  isBroken: boolean,
  lost: string | undefined,
  known: Difference | undefined,
): Pick<BehaviourRecord, 'verdict' | 'reason'> {
  const reason = reasonOf(error);
  if (lost) return { verdict: 'error', reason: `${lost}, so that this is no verdict:\n${reason}` };
  if (!isBroken) return { verdict: 'error', reason };
  return { verdict: 'failed', reason: [reason, ...otherThanKnown(known)].join('\n') };
}

function otherThanKnown(known: Difference | undefined): string[] {
  return known ? [`fails differently from the known difference (${nameOf(known)}): ${known.instead}`] : [];
}

/** What goes on after its time says nothing any more: by then its scenario is perhaps being removed. */
async function inTime(judging: Promise<void>): Promise<void> {
  await withTimeout({ waitingFor: 'the verdict', limitMs: BEHAVIOUR_LIMIT_MS }, judging);
}

function evidence(): Pick<BehaviourRecord, 'probes' | 'statements' | 'repro' | 'topology'> {
  const open = openScenario();
  const [journal, steps] = [takeJournal(), takeSteps()];
  const { declarations = {}, members } = open ?? {};
  if (open && !members) return { ...journal, repro: noRepro };
  const repro = written(() => reproOf(declarations, members ?? {}, steps));
  return { ...journal, repro, ...(members ? { topology: topologyOf(declarations, members) } : {}) };
}

/** A script that cannot be written is no reason to lose a verdict. */
function written(write: () => Repro): Repro {
  try {
    return write();
  } catch (error) {
    return { ...noRepro, build: [`# the script could not be written: ${errorText(error)}`] };
  }
}

/**
 * The expectation that did not hold: one of Jest's carries its result, and our own what was observed. Everything else
 * that is thrown says nothing about the promise.
 */
function brokenBy(error: unknown): Broken | undefined {
  const { matcherResult, name, broken } = (error ?? {}) as {
    matcherResult?: { broken?: Broken };
    name?: string;
    broken?: Broken;
  };
  if (name === 'PromiseBroken') return broken;
  return matcherResult && (matcherResult.broken ?? { fact: reasonOf(error), observed: undefined });
}

function reasonOf(error: unknown): string {
  const { matcherResult, message } = (error ?? {}) as { matcherResult?: { message?: string }; message?: string };
  return (matcherResult?.message ?? message ?? errorText(error)).trim();
}
