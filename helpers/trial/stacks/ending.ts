import { latest } from '../../engine/poll.ts';
import { ownObjects } from '../../engine/run.ts';
import { errorText } from '../../engine/user-error.ts';
import { must } from '../endings/wrong-ending.ts';
import { changeText } from './inspected.ts';
import type { StackName } from './mistakes.ts';
import type { RunningStack } from './stack.ts';
import type { Expectations, StackStage } from './stage.ts';

/** The stack whose check is ended, where an ending names none: it needs nothing else on the engine. */
const STACK = 'agents';

/** How long what ends may need. */
const LEFT_PACE = { limitMs: 10_000, intervalMs: 100 };

/** One way in which a check of a stack, or a run of specs about it, may end. */
export interface Ending {
  readonly name: string;
  readonly stack?: StackName;
  /** The stack is changed by it, as by a user meanwhile. */
  readonly changesStack?: true;
  /** Ends it and judges how. Throws where it does not end as it must. */
  readonly provoke: (stage: StackStage, stack: RunningStack) => Promise<void>;
}

/**
 * Provokes an ending on a stack that runs. Afterwards, nothing of the suite's is left on the engine, and the stack is as
 * before.
 */
export async function tryEnding(ending: Ending, stage: StackStage, expectations: Expectations): Promise<void> {
  const stack = stage.copyOf(ending.stack ?? STACK);
  await stack.up();
  try {
    const before = await stage.inspected();
    const wrong = await provoked(ending, stage, stack, before);
    expectations.expect(`ending: ${ending.name}`, wrong === undefined, wrong ?? '');
  } finally {
    await stack.down();
  }
}

async function provoked(
  { provoke, changesStack }: Ending,
  stage: StackStage,
  stack: RunningStack,
  before: string,
): Promise<string | undefined> {
  try {
    await provoke(stage, stack);
    const left = await latest(
      LEFT_PACE,
      () => leftOn(stage),
      ({ length }) => length === 0,
    );
    must(left.length === 0, `left on the engine: ${left.join(', ')}`);
    const after = await stage.inspected();
    must(changesStack === true || after === before, changeText(before, after));
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}

/** Everything of the suite's on the engine. */
export async function leftOn({ engine }: StackStage): Promise<string[]> {
  const [containers, networks, { Volumes }] = await Promise.all([
    engine.listContainers({ all: true, filters: ownObjects }),
    engine.listNetworks({ filters: ownObjects }),
    engine.listVolumes({ filters: ownObjects }),
  ]);
  return [
    ...containers.map(({ Names }) => `container ${Names[0]}`),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...(Volumes ?? []).map(({ Name }) => `volume ${Name}`),
  ];
}
