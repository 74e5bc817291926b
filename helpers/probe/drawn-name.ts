import { currentRun } from '../engine/run.ts';

/**
 * A name that nobody else has, `mover-3f9a1c` with the id of the run: the user's own DNS server may know short ones. One
 * that is given to no container shows what every unknown name gets on this host.
 */
export function drawnName(stem = 'nobody'): string {
  return `${stem}-${currentRun().id}`;
}
