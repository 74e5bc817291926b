import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { poll } from '../../engine/poll.ts';
import { ConnectionProxy } from '../endings/connection-proxy.ts';
import { showsStack } from '../endings/expectations.ts';
import { must } from '../endings/wrong-ending.ts';
import { type Ending, leftOn } from './ending.ts';
import type { Checked, Checking, StackStage } from './stage.ts';
import type { RunningStack } from './stack.ts';

/** How long a check may take until it sends requests, on a busy machine. */
const ASKING_LIMIT_MS = 60_000;

/** How long the engine refuses connections. */
const GONE_MS = 5_000;

/** Every ending of a check, on a stack that runs. */
export const checkEndings: readonly Ending[] = [
  { name: 'success', provoke: async (stage, { policy }) => exited(await stage.check(policy), 0) },
  {
    name: 'a failed finding',
    async provoke(stage, stack) {
      const denied = changedPolicy(stack, 'deny:', 'deny:\n  - { from: host, to: web, because: a trial }');
      const checked = await stage.check(denied);
      exited(checked, 1);
      must(verdicts(checked).includes('failed'), 'no finding failed');
    },
  },
  {
    name: 'results that cannot be written',
    provoke: async (stage, { policy }) => exited(await stage.check(policy, '--report', `${policy}/report`), 2),
  },
  {
    name: 'an error in the policy',
    async provoke(stage, stack) {
      const checked = await stage.check(changedPolicy(stack, 'to: web', 'to: wep'));
      exited(checked, 2);
      must(/:\d+:\d+: There is no party "wep"; did you mean web\?/.test(checked.output), checked.output);
    },
  },
  signalled('SIGINT', 130),
  signalled('SIGTERM', 143),
  {
    name: 'SIGKILL, and the next check',
    async provoke(stage, { policy }) {
      await killedWhileSending(stage, stage.start(policy));
      exited(await stage.check(policy), 0);
    },
  },
  {
    name: 'SIGKILL of one that started its stack, and the next check',
    async provoke(stage, stack) {
      await stack.down();
      await killedWhileSending(stage, stage.start(stack.policy, '--up'));
      exited(await stage.check(stack.policy, '--up'), 0);
    },
    changesStack: true,
  },
  {
    name: 'SIGINT of one that started its stack',
    async provoke(stage, stack) {
      await stack.down();
      const checking = stage.start(stack.policy, '--up');
      await untilSending(checking);
      checking.process.kill('SIGINT');
      exited(await checking.ended, 130);
    },
    changesStack: true,
  },
  {
    name: 'a container of the stack dies meanwhile',
    async provoke(stage, stack) {
      const checking = stage.start(stack.policy);
      await untilSending(checking);
      await stage.engine.getContainer('agents-web-1').kill();
      const checked = await checking.ended;
      must(verdicts(checked).includes('error'), `no finding is an error: ${checked.output}`);
      exited(checked, 2);
    },
    changesStack: true,
  },
  {
    name: 'the stack is stopped meanwhile',
    async provoke(stage, stack) {
      const checking = stage.start(stack.policy);
      await untilSending(checking);
      await stack.kill();
      const checked = await checking.ended;
      must(verdicts(checked).includes('error'), `no finding is an error: ${checked.output}`);
      exited(checked, 2);
    },
    changesStack: true,
  },
  {
    name: 'the engine is gone meanwhile, and the next check',
    async provoke(stage, { policy }) {
      const socket = new URL(stage.prepared.endpoint.dockerHost).pathname;
      const proxy = await ConnectionProxy.at(socket, 0);
      try {
        const checking = stage.start(policy);
        await untilSending(checking);
        await proxy.cut(GONE_MS);
        const checked = await checking.ended;
        exited(checked, 2);
        must(!showsStack(checked.output), `it prints a stack trace: ${checked.output}`);
      } finally {
        await proxy.end();
      }
      exited(await stage.check(policy), 0);
    },
  },
];

function signalled(signal: 'SIGINT' | 'SIGTERM', exitCode: number): Ending {
  return {
    name: signal,
    async provoke(stage, { policy }) {
      const checking = stage.start(policy);
      await untilSending(checking);
      checking.process.kill(signal);
      exited(await checking.ended, exitCode);
    },
  };
}

async function killedWhileSending(stage: StackStage, checking: Checking): Promise<void> {
  await untilSending(checking);
  checking.process.kill('SIGKILL');
  await checking.ended;
  must((await leftOn(stage)).length > 0, 'the killed check left nothing for the next one to remove');
}

async function untilSending({ process, output }: Checking): Promise<void> {
  await poll({ waitingFor: 'requests', limitMs: ASKING_LIMIT_MS }, () => {
    must(process.exitCode === null, `the check ended too soon: ${output()}`);
    return /^sending \d+ requests?/m.test(output());
  });
}

function exited({ exitCode, output }: Checked, wanted: number): void {
  must(exitCode === wanted, `exit code ${exitCode} instead of ${wanted}: ${output}`);
  must(!showsStack(output), `it prints a stack trace: ${output}`);
}

function verdicts({ tests }: Checked): string[] {
  return tests.map(({ extra }) => extra.verdict);
}

/** A copy of the policy with a part replaced. */
function changedPolicy({ policy, folder }: RunningStack, before: string, after: string): string {
  const text = readFileSync(policy, 'utf8');
  must(text.includes(before), `the policy has no ${before}`);
  const file = join(folder, 'changed-policy.yaml');
  writeFileSync(file, text.replace(before, after));
  return file;
}
