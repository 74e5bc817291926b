import { test } from '@jest/globals';
import { errorText } from '../engine/user-error.ts';
import { takeJournal } from '../probe/journal.ts';
import { byHand, topologyOf } from '../scenario/describe.ts';
import { openScenario } from '../scenario/scenario.ts';
import { lostGround } from './ground.ts';
import { type Need, disabled, required, unmet } from './needs.ts';
import { record } from './records.ts';
import type { BehaviourRecord, Verdict } from './verdict.ts';

/** How long a behaviour may take until it is judged. */
const BEHAVIOUR_LIMIT_MS = 45_000;

/** How long it may take to ask what became of the scenario, where an expectation did not hold. */
const GROUND_LIMIT_MS = 45_000;

/** What is said of a behaviour beside its sentence. */
export interface Source {
  /** The page of the documentation, or the issue, that promises it. */
  readonly docs: string;
  /** What the engine or the machine must have for it to be shown. */
  readonly needs?: readonly Need[];
}

/**
 * A promise of the network, and how it is judged. The id is its name in every report, `chapter.short-statement`; the
 * sentence is what the documentation promises. An expectation that does not hold is a broken promise (`failed`);
 * anything else that throws is an `error`.
 */
export function behaviour(
  id: string,
  sentence: string,
  { docs, needs = [] }: Source,
  judge: () => Promise<void>,
): void {
  const said = { id, sentence, docs, probes: [], repro: [] };
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
    test(title, () => judged({ id, sentence, docs }, judge), BEHAVIOUR_LIMIT_MS + GROUND_LIMIT_MS);
  }
}

async function judged(
  of: Pick<BehaviourRecord, 'id' | 'sentence' | 'docs'>,
  judge: () => Promise<void>,
): Promise<void> {
  takeJournal();
  try {
    await inTime(judge());
    record({ ...of, verdict: 'passed', ...evidence() });
  } catch (error) {
    const lost = verdictOf(error) === 'failed' ? await lostGround() : undefined;
    const verdict = lost ? 'error' : verdictOf(error);
    const reason = lost ? `${lost}, so that this is no verdict:\n${reasonOf(error)}` : reasonOf(error);
    record({ ...of, verdict, reason, ...evidence() });
    throw error;
  }
}

/** What goes on after its time says nothing any more: by then its scenario is perhaps being removed. */
async function inTime(judging: Promise<void>): Promise<void> {
  let limit: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const late = new Error(`it was not judged after ${BEHAVIOUR_LIMIT_MS / 1000} s`);
    limit = setTimeout(() => reject(late), BEHAVIOUR_LIMIT_MS);
  });
  try {
    await Promise.race([judging, tooLate]);
  } finally {
    clearTimeout(limit);
  }
}

function evidence(): Pick<BehaviourRecord, 'probes' | 'repro' | 'topology'> {
  const open = openScenario();
  const probes = takeJournal();
  if (!open?.members) return { probes, repro: [] };
  return { probes, repro: byHand(open.declarations), topology: topologyOf(open.declarations, open.members) };
}

/** An expectation of Jest's carries its result; everything else that is thrown says nothing about the promise. */
function verdictOf(error: unknown): Verdict {
  const { matcherResult, name } = (error ?? {}) as { matcherResult?: unknown; name?: string };
  return matcherResult !== undefined || name === 'PromiseBroken' ? 'failed' : 'error';
}

function reasonOf(error: unknown): string {
  const { matcherResult, message } = (error ?? {}) as { matcherResult?: { message?: string }; message?: string };
  return (matcherResult?.message ?? message ?? errorText(error)).trim();
}
