import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../engine/user-error.ts';

const run = promisify(execFile);

/** How many seconds a program takes from its start to its end. Throws a UserError where it fails. */
export async function timed([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const started = performance.now();
  try {
    await run(program, args, { env, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new UserError(
      `${args.join(' ').slice(0, 200)} failed, so there is no time to compare: ${`${stdout}${stderr}`.trim().slice(-1500)}`,
    );
  }
  return (performance.now() - started) / 1000;
}

/** The median; of an even number of values, the higher of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
