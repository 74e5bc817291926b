import { socketOf } from '../../engine/embedded/slot.ts';
import type { Ending } from './ending.ts';
import { exitedWith, nothingFailed, someVerdict, countsOf } from './expectations.ts';
import { ConnectionProxy } from './connection-proxy.ts';
import type { Stage } from './stage.ts';
import { must } from './wrong-ending.ts';

async function withProxy<T>(stage: Stage, delayMs: number, work: (proxy: ConnectionProxy) => Promise<T>): Promise<T> {
  const proxy = await ConnectionProxy.at(socketOf(stage.shared.name), delayMs);
  try {
    return await work(proxy);
  } finally {
    await proxy.end();
  }
}

/** With a delay of two seconds for each request, the verdicts are those of a fast engine. */
const slowEngine: Ending = {
  name: 'slow-engine',
  engine: 'shared',
  provoke: (stage) =>
    withProxy(stage, 2_000, async () => {
      const end = await stage.start(['--chapter', 'bridge', '--chapter', 'publish', '--chapter', 'none']).ended;
      nothingFailed(end);
      someVerdict(end, 'passed');
      return `exit ${end.exitCode} after ${end.seconds.toFixed(1)} s; ${countsOf(end)}`;
    }),
};

/** Requests that time out for a while are errors, not failures. */
const tooSlow: Ending = {
  name: 'engine-too-slow-for-25-s',
  engine: 'shared',
  provoke: (stage) =>
    withProxy(stage, 0, async (proxy) => {
      const run = stage.start(['--chapter', 'bridge', '--chapter', 'publish', '--chapter', 'none']);
      await stage.untilMidSpec(run);
      await proxy.slowDown(30_000, 25_000);
      const end = await run.ended;
      exitedWith(end, 1);
      nothingFailed(end);
      someVerdict(end, 'error');
      return `exit 1 after ${end.seconds.toFixed(1)} s; ${countsOf(end)}`;
    }),
};

/** An engine that is unreachable for three seconds, as during its restart, fails no behaviour. */
const unreachable: Ending = {
  name: 'engine-unreachable-for-3-s',
  engine: 'shared',
  provoke: (stage) =>
    withProxy(stage, 0, async (proxy) => {
      const run = stage.start(['--chapter', 'bridge', '--chapter', 'publish', '--chapter', 'none']);
      await stage.untilMidSpec(run);
      await proxy.cut(3_000);
      const end = await run.ended;
      nothingFailed(end);
      must((end.exitCode === 0) === !/ error/.test(countsOf(end)), `exit code ${end.exitCode} with ${countsOf(end)}`);
      return `exit ${end.exitCode} after ${end.seconds.toFixed(1)} s; ${countsOf(end)}`;
    }),
};

export const badConnection: readonly Ending[] = [slowEngine, tooSlow, unreachable];
