import { isRunning } from '../../engine/embedded/process.ts';
import type { Ending } from './ending.ts';
import { endedWithin, exitedWith, nothingFailed, printsOneSentence, someVerdict, countsOf } from './expectations.ts';
import { must } from './wrong-ending.ts';
import type { SuiteEnd } from '../../run/suite-run.ts';

/** How long the whole suite may take on an engine that stopped answering. */
const HUNG_LIMIT_S = 180;

/** The run ends in time with an error for what it could not judge. Gives what was observed. */
function engineNoLongerAnswers(end: SuiteEnd): string {
  exitedWith(end, 1);
  endedWithin(end.seconds, HUNG_LIMIT_S);
  printsOneSentence(end, /The engine no longer answers/);
  nothingFailed(end);
  someVerdict(end, 'error');
  return `exit 1 after ${end.seconds.toFixed(1)} s; ${countsOf(end)}`;
}

/** An engine that is killed in mid-spec fails no behaviour. */
const engineKilled: Ending = {
  name: 'engine-killed',
  engine: 'shared',
  async provoke(stage) {
    const run = stage.start([]);
    await stage.untilMidSpec(run);
    process.kill(stage.dockerdOf(stage.shared), 'SIGKILL');
    const end = await run.ended;
    return engineNoLongerAnswers(end);
  },
};

/** A run gives up an engine that stopped answering. */
const engineHung: Ending = {
  name: 'engine-hung',
  engine: 'shared',
  async provoke(stage) {
    const run = stage.start([]);
    await stage.untilMidSpec(run);
    const dockerd = stage.dockerdOf(stage.shared);
    process.kill(dockerd, 'SIGSTOP');
    try {
      const end = await run.ended;
      return engineNoLongerAnswers(end);
    } finally {
      if (isRunning(dockerd)) process.kill(dockerd, 'SIGCONT');
      await sweptByNextRun(stage);
    }
  },
};

/** Nothing can be removed from an engine that does not answer; the next run does it once it answers again. */
async function sweptByNextRun(stage: Parameters<Ending['provoke']>[0]): Promise<void> {
  const next = await stage.start(['--chapter', 'none']).ended;
  exitedWith(next, 0);
}

/** An engine that does not answer from the start is reported in one sentence. */
const hungBefore: Ending = {
  name: 'engine-hung-before-run',
  engine: 'shared',
  async provoke(stage) {
    const dockerd = stage.dockerdOf(stage.shared);
    process.kill(dockerd, 'SIGSTOP');
    try {
      const end = await stage.start(['--chapter', 'none']).ended;
      exitedWith(end, 2);
      endedWithin(end.seconds, 60);
      printsOneSentence(end, /^The engine stopped answering/m);
      must(end.results === undefined, 'there are results of a run that never started');
      return `exit 2 after ${end.seconds.toFixed(1)} s`;
    } finally {
      process.kill(dockerd, 'SIGCONT');
    }
  },
};

export const engineLost: readonly Ending[] = [engineKilled, engineHung, hungBefore];
