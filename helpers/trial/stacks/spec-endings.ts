import { poll } from '../../engine/poll.ts';
import { ownObjects } from '../../engine/run.ts';
import type { SuiteRun } from '../../run/suite-run.ts';
import { exitedWith, nothingFailed, printsOneSentence, someVerdict } from '../endings/expectations.ts';
import { must } from '../endings/wrong-ending.ts';
import { type Ending, leftOn } from './ending.ts';
import { allPassed, runSpecs, startSpecs } from './specs.ts';
import type { StackStage } from './stage.ts';

/** How long a run may take until its scenario has a container, on a busy machine. */
const STARTED_LIMIT_MS = 90_000;

/** Every ending of a run of a user's specs, on the stack that they are about. */
export const specEndings: readonly Ending[] = [
  {
    name: 'SIGINT of specs about it',
    stack: 'dashboard',
    async provoke(stage) {
      const run = await startedOn(stage);
      run.process.kill('SIGINT');
      const end = await run.ended;
      exitedWith(end, 130);
      printsOneSentence(end, /^SIGINT: /m);
    },
  },
  {
    name: 'SIGKILL of specs about it, and the next run',
    stack: 'dashboard',
    async provoke(stage) {
      const run = await startedOn(stage);
      run.process.kill('SIGKILL');
      await run.ended;
      must((await leftOn(stage)).length > 0, 'the killed run left nothing for the next one to remove');
      const next = await runSpecs(stage.prepared.embedded?.suite);
      must(allPassed(next), `the next run: ${next.output}`);
    },
  },
  {
    name: 'the stack is stopped while specs send requests to it',
    stack: 'dashboard',
    changesStack: true,
    async provoke(stage, stack) {
      const run = await startedOn(stage);
      await stack.kill();
      const end = await run.ended;
      nothingFailed(end);
      someVerdict(end, 'error');
    },
  },
];

/** A run of the specs that has a container on the engine. */
async function startedOn(stage: StackStage): Promise<SuiteRun> {
  const run = startSpecs(stage.prepared.embedded?.suite);
  try {
    await poll({ waitingFor: 'a container of the specs', limitMs: STARTED_LIMIT_MS }, async () => {
      must(run.process.exitCode === null, `the run ended too soon: ${run.output()}`);
      return (await stage.engine.listContainers({ filters: ownObjects })).length > 0;
    });
    return run;
  } catch (error) {
    run.process.kill('SIGTERM');
    await run.ended;
    throw error;
  }
}
