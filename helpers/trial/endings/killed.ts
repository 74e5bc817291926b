import type { Ending } from './ending.ts';
import { everyVerdictAsUsual, exitedWith, nothingFailed, printsOneSentence, countsOf } from './expectations.ts';
import { childrenOf } from './stage.ts';
import { must } from './wrong-ending.ts';

const USUAL = ['--chapter', 'bridge', '--chapter', 'publish'];

/** A killed run removes nothing; the next run does, and its verdicts are as usual. */
export const runKilled = (name: string, args: readonly string[]): Ending => ({
  name,
  engine: 'shared',
  async provoke(stage) {
    const run = stage.start(args);
    await stage.untilMidSpec(run);
    run.process.kill('SIGKILL');
    await run.ended;
    const left = await stage.left();
    must(left.length > 0, 'the killed run left nothing for the next one to remove');
    const next = await stage.start(['--chapter', 'bridge']).ended;
    everyVerdictAsUsual(next);
    must(/^Removed \d+ containers and networks of interrupted runs/m.test(next.output), 'the next run removed nothing');
    return `left ${left.length} objects; the next run: ${countsOf(next)}`;
  },
});

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

export const killed: readonly Ending[] = [runKilled('run-killed', USUAL), jestKilled('jest-killed', USUAL)];
