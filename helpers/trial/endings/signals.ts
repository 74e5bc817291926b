import { constants } from 'node:os';
import type { Ending } from './ending.ts';
import { endedWithin, exitedWith, nothingFailed, saysInOneSentence, tally } from './expectations.ts';

/** How long a run may go on after it was told to end, on an engine that has to end with it. */
const END_LIMIT_S = 15;

/** Told to end in mid-spec, a run removes what is its own and keeps the verdicts that there are. */
function signalled(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', engine: 'shared' | 'own'): Ending {
  return {
    name: `${signal.toLowerCase()}-on-${engine}-engine`,
    engine,
    async provoke(stage) {
      const run = stage.start(['--chapter', 'bridge', '--chapter', 'publish']);
      await stage.midSpec(run);
      const told = performance.now();
      run.process.kill(signal);
      const end = await run.ended;
      const seconds = (performance.now() - told) / 1000;
      exitedWith(end, 128 + constants.signals[signal]);
      endedWithin(seconds, END_LIMIT_S);
      saysInOneSentence(end, new RegExp(`^${signal}: `, 'm'));
      nothingFailed(end);
      return `exit ${end.exitCode} after ${seconds.toFixed(1)} s; ${tally(end)}`;
    },
  };
}

export const signals: readonly Ending[] = [
  signalled('SIGINT', 'own'),
  signalled('SIGINT', 'shared'),
  signalled('SIGTERM', 'shared'),
  signalled('SIGHUP', 'shared'),
];
