import { appendFileSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { currentRun } from './run.ts';

/** The parts of a scenario that are timed besides its behaviours. */
type Part = 'start' | 'removal';

/** Does `work`, and records how long it took, also where it fails. */
export async function timed<T>(part: Part, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    const line = `${part} ${Math.round(performance.now() - started)}\n`;
    appendFileSync(join(currentRun().records, `${process.pid}.timings`), line);
  }
}

/** The ms that each part took, summed over the scenarios of a run; several run at a time. */
export function readTimings(folder: string): Record<Part, number> {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.timings')) : [];
  const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'));
  const sum = (wanted: Part): number =>
    lines
      .map((line) => line.split(' '))
      .filter(([part]) => part === wanted)
      .reduce((total, [, ms]) => total + Number(ms), 0);
  return { start: sum('start'), removal: sum('removal') };
}
