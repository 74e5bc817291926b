import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program that ended badly: its last complaint, for a sentence, and the whole output, for a log. */
export class CommandError extends Error {
  readonly output: string;

  constructor(program: string, output: string) {
    super(`${program}: ${lastComplaint(output)}`);
    this.output = output;
  }

  /** Whether a disk was full. */
  get diskFull(): boolean {
    return /No space left on device|ENOSPC|not enough free space/i.test(this.output);
  }
}

/** Runs a program to its end and gives its standard output. Throws a CommandError. */
export async function command(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  try {
    const options = { env: { ...process.env, LC_ALL: 'C', ...env }, maxBuffer: 64 * 1024 * 1024 };
    return (await run(program, [...args], options)).stdout;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string };
    throw new CommandError(program, `${stdout}\n${stderr}`.trim() || message);
  }
}

/** The line of an output that says most: the last error of apt, mmdebstrap or tar, else the last line. */
function lastComplaint(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => /^(E: |Err:|.*(Could not|Cannot|cannot|Failed|No space left))/.test(line));
  return (telling.find((line) => /No space left|Could not (resolve|connect)/.test(line)) ?? telling.at(-1) ?? lines.at(-1) ?? 'no output').trim();
}
