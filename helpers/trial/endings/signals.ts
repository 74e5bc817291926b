import { constants } from 'node:os';
import type { Ending } from './ending.ts';
import { endedWithin, exitedWith, nothingFailed, printsOneSentence, countsOf } from './expectations.ts';

/** How long a run may take to end after a signal, with an engine that has to end as well. */
const END_LIMIT_S = 15;

/** After a signal in mid-spec, a run removes its own objects and keeps the verdicts so far. */
function signalled(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', engine: 'shared' | 'own'): Ending {
  return {
    name: `${signal.toLowerCase()}-on-${engine}-engine`,
    engine,
    async provoke(stage) {
      const run = stage.start(['--chapter', 'bridge', '--chapter', 'publish']);
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
