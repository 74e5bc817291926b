import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../engine/user-error.ts';

const run = promisify(execFile);

/** How many seconds a program takes from its start to its end, and what it prints. Throws a UserError where it fails. */
export async function timed(
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly seconds: number; readonly stdout: string }> {
  const started = performance.now();
  try {
    const { stdout } = await run(program, args, { env, maxBuffer: 16 * 1024 * 1024 });
    return { seconds: (performance.now() - started) / 1000, stdout };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new UserError(
      `${args.join(' ').slice(0, 200)} failed, so there is no time to compare: ${`${stdout}${stderr}`.trim().slice(-1500)}`,
    );
  }
}

/** The median; of an even number of values, the higher of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
