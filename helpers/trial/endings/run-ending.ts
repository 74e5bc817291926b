import { startInstance } from '../../engine/embedded/instance.ts';
import { suiteNamed } from '../../engine/embedded/suites.ts';
import { latest } from '../../engine/poll.ts';
import { TimedOut } from '../../engine/timeout.ts';
import { errorText } from '../../engine/user-error.ts';
import type { Interruption } from '../../run/interruption.ts';
import type { Ending } from './ending.ts';
import { Stage } from './stage.ts';
import { type TrialMark, isCgroupOf, newTraces, tracesOf } from './traces.ts';
import { WrongEnding, must } from './wrong-ending.ts';

/** How many leftovers are printed. */
const TRACES = 10;

/** How long processes may take to end, and objects to be removed. */
const CLEANUP_PACE = { limitMs: 10_000, intervalMs: 50 };

/** The outcome of one ending. */
export interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  /** What was observed, or what is wrong. */
  readonly observed: string;
  readonly seconds: number;
}

/** The trial of which an ending is part. */
export interface Trial extends TrialMark {
  /** The signal that ends the trial, and the runs on its stages. */
  readonly interruption: Interruption;
}

/** Provokes an ending on an engine of `suite`, and checks that nothing is left of it. */
export async function runEnding(ending: Ending, suite: string, trial: Trial): Promise<Outcome> {
  const started = performance.now();
  const outcome = (passed: boolean, observed: string): Outcome => {
    const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
    return { name: ending.name, passed, observed, seconds };
  };
  try {
    return outcome(true, await provoked(ending, suite, trial));
  } catch (error) {
    const isWrongEnding = error instanceof WrongEnding || error instanceof TimedOut;
    // anything else is a defect of the trial
    return outcome(false, isWrongEnding ? error.message : ((error as Error).stack ?? errorText(error)));
  }
}

async function provoked(ending: Ending, suite: string, trial: Trial): Promise<string> {
  const before = tracesOf(trial);
  const shared = ending.engine === 'shared';
  const instance = shared ? await startInstance(suiteNamed(suite), () => undefined, 'shared') : undefined;
  const stage = new Stage(suite, instance, trial.interruption);
  let observed: string;
  try {
    await stage.createBystander();
    const withEngine = tracesOf(trial);
    observed = await ending.provoke(stage);
    await nothingLeft('on the engine', () => stage.left());
    await nothingLeft('on the machine', () =>
      newTraces(withEngine, tracesOf(trial)).filter((trace) => !instance || !isCgroupOf(instance.name, trace)),
    );
    await stage.checkBystander();
  } finally {
    await stage.end();
  }
  await nothingLeft('on the machine after its engine', () => newTraces(before, tracesOf(trial)));
  return observed;
}

async function nothingLeft(where: string, find: () => Promise<string[]> | string[]): Promise<void> {
  const left = await latest(CLEANUP_PACE, find, ({ length }) => length === 0);
  const more = left.length > TRACES ? ` and ${left.length - TRACES} more` : '';
  must(left.length === 0, `left ${where}: ${left.slice(0, TRACES).join(', ')}${more}`);
}
