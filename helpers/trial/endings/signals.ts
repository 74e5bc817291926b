import { constants } from 'node:os';
import type { Ending } from './ending.ts';
import { endedWithin, exitedWith, nothingFailed, printsOneSentence, countsOf } from './expectations.ts';

/** How long a run may take to end after a signal, with an engine that has to end as well. */
const END_LIMIT_S = 15;

/** After a signal in mid-spec, a run with these arguments removes its own objects and keeps the verdicts so far. */
export function signalled(
  signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP',
  engine: 'shared' | 'own',
  name = `${signal.toLowerCase()}-on-${engine}-engine`,
  args: readonly string[] = ['--chapter', 'bridge', '--chapter', 'publish'],
): Ending {
  return {
    name,
    engine,
    async provoke(stage) {
      const run = stage.start(args);
      await stage.untilMidSpec(run);
      const signalledAt = performance.now();
      run.process.kill(signal);
      const end = await run.ended;
      const seconds = (performance.now() - signalledAt) / 1000;
      exitedWith(end, 128 + constants.signals[signal]);
      endedWithin(seconds, END_LIMIT_S);
      printsOneSentence(end, new RegExp(`^${signal}: `, 'm'));
      nothingFailed(end);
      return `exit ${end.exitCode} after ${seconds.toFixed(1)} s; ${countsOf(end)}`;
    },
  };
}

export const signals: readonly Ending[] = [
  signalled('SIGINT', 'own'),
  signalled('SIGINT', 'shared'),
  signalled('SIGTERM', 'shared'),
  signalled('SIGHUP', 'shared'),
];
