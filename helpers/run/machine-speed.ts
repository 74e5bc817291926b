import { spawnSync } from 'node:child_process';

/** How many spec files run at a time on a machine that is quick enough: maxWorkers of jest.config.ts. */
export const MOST_FILES = 6;

/** With fewer, files wait for silence or for a host one after another. */
const LEAST_FILES = 2;

/** A machine that starts a program in this time serves all of them. */
const QUICK_MS = 2.5;

/** How often the start of a program is timed. */
const STARTS = 15;

/** What a machine can serve, and why. */
export interface FilesAtATime {
  readonly files: number;
  /** How long the start of a program took there; undefined where it cannot be measured. */
  readonly startMs: number | undefined;
}

/**
 * How many spec files at a time this machine can serve. They start programs all the time, and where that is slow, on a busy or
 * emulated machine, six files delay each other's answers until they look like silence, and are no faster than three: measured on a machine where
 * it takes 5 to 7 ms.
 */
export function filesAtATime(startMs: number | undefined = programStartMs()): FilesAtATime {
  if (startMs === undefined) return { files: MOST_FILES, startMs };
  const files = Math.min(MOST_FILES, Math.max(LEAST_FILES, Math.round((MOST_FILES * QUICK_MS) / startMs)));
  return { files, startMs };
}

/**
 * The shortest time to start a program and see it end, as the engine may still be busy with its images; undefined where there
 * is no program that does nothing.
 */
function programStartMs(): number | undefined {
  const times: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    const since = performance.now();
    if (spawnSync('true').status !== 0) return undefined;
    times.push(performance.now() - since);
  }
  return Math.min(...times);
}
