import { appendFileSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { currentRun } from './run.ts';

/** What a scenario takes time for, beside its behaviours. */
type Part = 'start' | 'removal';

/** Does `work`, and leaves in the run's folder how long it took, be it well or not. */
export async function timed<T>(part: Part, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    const line = `${part} ${Math.round(performance.now() - started)}\n`;
    appendFileSync(join(currentRun().records, `${process.pid}.timings`), line);
  }
}

/** How many ms the parts of a run's scenarios took, summed over the scenarios, of which two go on at a time. */
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
