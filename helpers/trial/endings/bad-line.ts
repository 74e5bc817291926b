import { socketOf } from '../../engine/embedded/slot.ts';
import { type Ending, must } from './ending.ts';
import { exitedWith, nothingFailed, someVerdict, tally } from './expectations.ts';
import { BadLine } from './proxy.ts';
import type { Stage } from './stage.ts';

async function withBadLine<T>(stage: Stage, delayMs: number, work: (line: BadLine) => Promise<T>): Promise<T> {
  const line = await BadLine.at(socketOf(stage.shared.name), delayMs);
  try {
    return await work(line);
  } finally {
    await line.end();
  }
}

/** Where every call takes two seconds more, the verdicts are those of a fast engine. */
const slowEngine: Ending = {
  name: 'slow-engine',
  engine: 'shared',
  provoke: (stage) =>
    withBadLine(stage, 2_000, async () => {
      const end = await stage.start(['--chapter', 'bridge', '--chapter', 'publish', '--chapter', 'none']).ended;
      nothingFailed(end);
      someVerdict(end, 'passed');
      return `exit ${end.exitCode} after ${end.seconds.toFixed(1)} s; ${tally(end)}`;
    }),
};

/** An engine that lets calls wait for longer than the suite does, for a while, has broken no promise either. */
const tooSlowForAWhile: Ending = {
  name: 'engine-too-slow-for-25-s',
  engine: 'shared',
  provoke: (stage) =>
    withBadLine(stage, 0, async (line) => {
      const run = stage.start(['--chapter', 'bridge', '--chapter', 'publish', '--chapter', 'none']);
      await stage.midSpec(run);
      await line.slowDown(30_000, 25_000);
      const end = await run.ended;
      exitedWith(end, 1);
      nothingFailed(end);
      someVerdict(end, 'error');
      return `exit 1 after ${end.seconds.toFixed(1)} s; ${tally(end)}`;
    }),
};

/** An engine that is away for three seconds, as when it is restarted, has broken no promise. */
const engineAway: Ending = {
  name: 'engine-away-for-3-s',
  engine: 'shared',
  provoke: (stage) =>
    withBadLine(stage, 0, async (line) => {
      const run = stage.start(['--chapter', 'bridge', '--chapter', 'publish', '--chapter', 'none']);
      await stage.midSpec(run);
      await line.cut(3_000);
      const end = await run.ended;
      nothingFailed(end);
      must((end.exitCode === 0) === !/ error/.test(tally(end)), `exit code ${end.exitCode} with ${tally(end)}`);
      return `exit ${end.exitCode} after ${end.seconds.toFixed(1)} s; ${tally(end)}`;
    }),
};

export const badLine: readonly Ending[] = [slowEngine, tooSlowForAWhile, engineAway];
