import { type Ending, must } from './ending.ts';
import { allAsEver, exitedWith, nothingFailed, saysInOneSentence, tally } from './expectations.ts';
import { childrenOf } from './stage.ts';

/** A killed run can remove nothing: the next one does, and is none the worse for it. */
const runKilled: Ending = {
  name: 'run-killed',
  engine: 'shared',
  async provoke(stage) {
    const run = stage.start(['--chapter', 'bridge', '--chapter', 'publish']);
    await stage.midSpec(run);
    run.process.kill('SIGKILL');
    await run.ended;
    const left = await stage.left();
    must(left.length > 0, 'the killed run left nothing, so that nothing can be said of the next one');
    const next = await stage.start(['--chapter', 'bridge']).ended;
    allAsEver(next);
    must(/^Removed \d+ containers and networks of runs/m.test(next.output), 'the next run removed nothing');
    return `left ${left.length} objects; the next run: ${tally(next)}`;
  },
};

/** The process that runs the specs is killed, as when memory runs out: its run is there to tell and to remove. */
const jestKilled: Ending = {
  name: 'jest-killed',
  engine: 'shared',
  async provoke(stage) {
    const run = stage.start(['--chapter', 'bridge', '--chapter', 'publish']);
    await stage.midSpec(run);
    const [jest] = childrenOf(run);
    must(jest !== undefined, 'the run has no child that runs the specs');
    process.kill(jest, 'SIGKILL');
    const end = await run.ended;
    exitedWith(end, 1);
    saysInOneSentence(end, /Jest ended without a report/);
    nothingFailed(end);
    return `exit 1; ${tally(end)}`;
  },
};

export const killed: readonly Ending[] = [runKilled, jestKilled];
