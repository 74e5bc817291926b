import { currentRun } from '../engine/run.ts';

/** A name that nobody else has, `web-3f9a1c` with the id of the run: the user's own DNS server may know short names. */
export function randomName(stem = 'nobody'): string {
  return `${stem}-${currentRun().id}`;
}
