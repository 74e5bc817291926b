import { startInstance } from '../../engine/embedded/instance.ts';
import { suiteNamed } from '../../engine/embedded/suites.ts';
import { errorText } from '../../engine/user-error.ts';
import { type Ending, WrongEnding } from './ending.ts';
import { until } from './poll.ts';
import { Stage } from './stage.ts';
import { type Whose, isCgroupOf, newTraces, tracesOf } from './traces.ts';

/** How long what ends may take to be gone. */
const GONE_LIMIT_MS = 10_000;

/** What came of one ending. */
export interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  /** What was seen, or what is wrong with it. */
  readonly seen: string;
  readonly seconds: number;
}

/** Puts the suite to an ending on an engine of `suite`, and looks whether anything is left of it. */
export async function putTo(ending: Ending, suite: string, whose: Whose): Promise<Outcome> {
  const started = performance.now();
  const outcome = (passed: boolean, seen: string): Outcome => {
    const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
    return { name: ending.name, passed, seen, seconds };
  };
  try {
    return outcome(true, await provoked(ending, suite, whose));
  } catch (error) {
    // what is no WrongEnding is a defect of the trial, whose place matters
    return outcome(false, error instanceof WrongEnding ? error.message : ((error as Error).stack ?? errorText(error)));
  }
}

async function provoked(ending: Ending, suite: string, whose: Whose): Promise<string> {
  const before = tracesOf(whose);
  const shared = ending.engine === 'shared';
  const instance = shared ? await startInstance(suiteNamed(suite), () => undefined, 'shared') : undefined;
  const stage = new Stage(suite, instance);
  let seen: string;
  try {
    await stage.placeBystander();
    const withEngine = tracesOf(whose);
    seen = await ending.provoke(stage);
    await nothingLeft('on the engine', () => stage.left());
    await nothingLeft('on the machine', () =>
      newTraces(withEngine, tracesOf(whose)).filter((trace) => !instance || !isCgroupOf(instance.name, trace)),
    );
    await stage.checkBystander();
  } finally {
    await stage.end();
  }
  await nothingLeft('on the machine after its engine', () => newTraces(before, tracesOf(whose)));
  return seen;
}

async function nothingLeft(where: string, look: () => Promise<string[]> | string[]): Promise<void> {
  let left: readonly string[] = [];
  const gone = async (): Promise<true | undefined> => {
    left = await look();
    return left.length === 0 || undefined;
  };
  await until('', gone, GONE_LIMIT_MS).catch(() => {
    throw new WrongEnding(`left ${where}: ${left.join(', ')}`);
  });
}
