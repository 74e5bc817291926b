import { currentRun } from '../engine/run.ts';

/** A unique name with the id of the run, `web-3f9a1c`: the user's own DNS server may know short names. */
export function randomName(stem = 'nobody'): string {
  return `${stem}-${currentRun().id}`;
}
