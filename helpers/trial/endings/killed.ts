import { poll } from '../../engine/poll.ts';
import type { SuiteEnd } from '../../run/suite-run.ts';
import type { Ending } from './ending.ts';
import { isRunning } from '../../engine/embedded/process.ts';
import { countsOf, everyVerdictAsUsual, exitedWith, nothingFailed, printsOneSentence } from './expectations.ts';
import { descendants } from './processes.ts';
import { type Stage, childrenOf, killAll } from './stage.ts';
import { must } from './wrong-ending.ts';

const USUAL = ['--chapter', 'bridge', '--chapter', 'publish'];

/** How long the processes of the specs may go on after their run was killed: until their spec file ends. */
const ORPHANS_LIMIT_MS = 120_000;

/** A run is killed with all its processes, as where its container ends: the next run removes what it left. */
export const runKilled = (name: string, args: readonly string[]): Ending => ({
  name,
  engine: 'shared',
  async provoke(stage) {
    const run = stage.start(args);
    await stage.untilMidSpec(run);
    killAll(run);
    await run.ended;
    const left = await stage.left();
    must(left.length > 0, 'the killed run left nothing for the next one to remove');
    return `left ${left.length} objects; ${await sweptByNextRun(stage)}`;
  },
});

/** Only the first process of a run is killed: those of its specs end by themselves, and the next run removes what they left. */
const firstProcessKilled: Ending = {
  name: 'first-process-killed',
  engine: 'shared',
  async provoke(stage) {
    const run = stage.start(USUAL);
    await stage.untilMidSpec(run);
    const others = descendants(run.process.pid ?? 0).map(({ pid }) => pid);
    run.process.kill('SIGKILL');
    const limit = { waitingFor: 'the end of the processes of the killed run', limitMs: ORPHANS_LIMIT_MS };
    await poll(limit, () => !others.some(isRunning));
    await run.ended;
    const left = await stage.left();
    return `its specs ended, and left ${left.length} objects; ${await sweptByNextRun(stage, left.length > 0)}`;
  },
};

/** The verdicts of a run after one that was killed. It says that it removes objects, where that one left any. */
async function sweptByNextRun(stage: Stage, areLeft = true): Promise<string> {
  const next: SuiteEnd = await stage.start(['--chapter', 'bridge']).ended;
  everyVerdictAsUsual(next);
  const says = /^Removed \d+ containers and networks of interrupted runs/m.test(next.output);
  must(says || !areLeft, 'the next run removed nothing');
  return `the next run: ${countsOf(next)}`;
}

/** The process that runs the specs is killed, as by the kernel without memory: the run reports it and cleans up. */
export const jestKilled = (name: string, args: readonly string[]): Ending => ({
  name,
  engine: 'shared',
  async provoke(stage) {
    const run = stage.start(args);
    await stage.untilMidSpec(run);
    const [jest] = childrenOf(run);
    must(jest !== undefined, 'the run has no child process for the specs');
    process.kill(jest, 'SIGKILL');
    const end = await run.ended;
    exitedWith(end, 1);
    printsOneSentence(end, /Jest ended without a report/);
    nothingFailed(end);
    return `exit 1; ${countsOf(end)}`;
  },
});

export const killed: readonly Ending[] = [
  runKilled('run-killed', USUAL),
  firstProcessKilled,
  jestKilled('jest-killed', USUAL),
];
