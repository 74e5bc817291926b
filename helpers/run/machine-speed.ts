import { spawnSync } from 'node:child_process';
import config from '../../jest.config.ts';

/** How many spec files run at a time on a machine that is quick enough. */
export const MOST_FILES = config.maxWorkers;

/** With fewer, files wait for silence or for a host one after another. */
const LEAST_FILES = 2;

/** A machine that starts a program in this time serves all of them; one that takes twice as long serves the least. */
const QUICK_MS = 3;

/** How often the start of a program is timed. */
const TIMES = 5;

/** A shell's loop: a process as large as this one takes much longer to start another. */
const STARTS = ['-c', 'for _ in 1 2 3 4 5 6 7 8 9 10; do env true; done'];
const STARTS_EACH_TIME = 10;

/** What a machine can serve, and why. */
interface FilesAtATime {
  readonly files: number;
  /** How long the start of a program took there; undefined where it cannot be measured. */
  readonly startMs: number | undefined;
}

/**
 * How many spec files at a time this machine can serve. They start programs all the time, and where that is slow, on a busy or
 * emulated machine, files delay each other's answers until they look like silence. Where it takes 6 ms, two files at a time
 * took 761 s for the whole suite, three 780 to 820 s with late answers in each run, and six no less.
 */
export function filesAtATime(startMs: number | undefined = programStartMs()): FilesAtATime {
  if (startMs === undefined) return { files: MOST_FILES, startMs };
  const files = Math.min(MOST_FILES, Math.max(LEAST_FILES, Math.round(MOST_FILES * (QUICK_MS / startMs) ** 2)));
  return { files, startMs };
}

/** How many times as long a run may take here as on a machine that is quick enough: it has fewer spec files at a time. */
export function slowness(startMs: number | undefined = programStartMs()): number {
  return MOST_FILES / filesAtATime(startMs).files;
}

/**
 * The shortest time in which a shell starts a program and sees it end, as the engine may still be busy with its images;
 * undefined where there is no shell.
 */
function programStartMs(): number | undefined {
  const times: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const since = performance.now();
    if (spawnSync('sh', STARTS).status !== 0) return undefined;
    times.push((performance.now() - since) / STARTS_EACH_TIME);
  }
  return Math.min(...times);
}
