import { isRunning } from '../../engine/embedded/process.ts';
import { type Ending, must } from './ending.ts';
import { endedWithin, exitedWith, nothingFailed, saysInOneSentence, someVerdict, tally } from './expectations.ts';

/** How long the whole suite may take on an engine that has fallen silent. */
const HUNG_LIMIT_S = 180;

/** An engine that ends in mid-spec has broken no promise. */
const deadEngine: Ending = {
  name: 'dead-engine',
  engine: 'shared',
  async provoke(stage) {
    const run = stage.start([]);
    await stage.midSpec(run);
    process.kill(stage.dockerdOf(stage.shared), 'SIGKILL');
    const end = await run.ended;
    exitedWith(end, 1);
    endedWithin(end.seconds, HUNG_LIMIT_S);
    saysInOneSentence(end, /The engine no longer answers/);
    nothingFailed(end);
    someVerdict(end, 'error');
    return `exit 1 after ${end.seconds.toFixed(1)} s; ${tally(end)}`;
  },
};

/** One that answers nothing any more is not waited for for ever. */
const hungEngine: Ending = {
  name: 'hung-engine',
  engine: 'shared',
  async provoke(stage) {
    const run = stage.start([]);
    await stage.midSpec(run);
    const dockerd = stage.dockerdOf(stage.shared);
    process.kill(dockerd, 'SIGSTOP');
    try {
      const end = await run.ended;
      exitedWith(end, 1);
      endedWithin(end.seconds, HUNG_LIMIT_S);
      saysInOneSentence(end, /The engine no longer answers/);
      nothingFailed(end);
      someVerdict(end, 'error');
      return `exit 1 after ${end.seconds.toFixed(1)} s; ${tally(end)}`;
    } finally {
      if (isRunning(dockerd)) process.kill(dockerd, 'SIGCONT');
      await sweptByNextRun(stage);
    }
  },
};

/** Nothing can be removed from an engine that is silent; once it speaks again, the next run does it. */
async function sweptByNextRun(stage: Parameters<Ending['provoke']>[0]): Promise<void> {
  const next = await stage.start(['--chapter', 'none']).ended;
  exitedWith(next, 0);
}

/** An engine that is silent from the start is told of in a sentence. */
const hungBefore: Ending = {
  name: 'hung-engine-before-the-run',
  engine: 'shared',
  async provoke(stage) {
    const dockerd = stage.dockerdOf(stage.shared);
    process.kill(dockerd, 'SIGSTOP');
    try {
      const end = await stage.start(['--chapter', 'none']).ended;
      exitedWith(end, 2);
      endedWithin(end.seconds, 60);
      saysInOneSentence(end, /^The engine stopped answering/m);
      must(end.results === undefined, 'there are results of a run that never was');
      return `exit 2 after ${end.seconds.toFixed(1)} s`;
    } finally {
      process.kill(dockerd, 'SIGCONT');
    }
  },
};

export const engineLost: readonly Ending[] = [deadEngine, hungEngine, hungBefore];
