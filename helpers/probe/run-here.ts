import { execFile } from 'node:child_process';
import { errorText } from '../engine/user-error.ts';
import type { Command, CommandResult } from './batch.ts';
import { OUTPUT_LIMIT_BYTES } from './limits.ts';
import { ProbeError } from './outcome.ts';

/** Runs a command on this machine. Throws a ProbeError where it could not be run. */
export async function runHere({ words, limitMs }: Command): Promise<CommandResult> {
  const started = performance.now();
  const [program = '', ...args] = words;
  return new Promise((resolve, reject) => {
    const limits = { timeout: limitMs, killSignal: 'SIGKILL', maxBuffer: 16 * OUTPUT_LIMIT_BYTES } as const;
    // its output is parsed
    const env = { ...process.env, LC_ALL: 'C' };
    execFile(program, args, { ...limits, env }, (error, stdout, stderr) => {
      const exitCode = error ? error.code : 0;
      // the message of a program that was killed has all of its command, which may be a script
      if (error?.killed) reject(new ProbeError(`${program} did not end in ${limitMs / 1000} s`));
      else if (typeof exitCode !== 'number') reject(new ProbeError(`${program} could not be run: ${errorText(error)}`));
      else resolve({ exitCode, stdout, stderr, tookMs: Math.round(performance.now() - started) });
    });
  });
}
