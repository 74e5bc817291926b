import { type ChildProcess, execFile } from 'node:child_process';

const running = new Set<ChildProcess>();

/** Ends every program that `command` runs now, at once: mmdebstrap would go on for long after a milder signal. */
export function endCommands(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** A program that ended badly: its last complaint, for a sentence, and the whole output, for a log. */
export class CommandError extends Error {
  readonly output: string;
  readonly complaint: string;

  constructor(program: string, output: string) {
    const complaint = lastComplaint(output);
    super(`${program}: ${complaint}`);
    this.output = output;
    this.complaint = complaint;
  }

  /** Whether a disk was full. */
  get diskFull(): boolean {
    return /No space left on device|ENOSPC|not enough free space/i.test(this.output);
  }
}

/** Runs a program to its end, with `input` on its standard input, and gives its standard output. Throws a CommandError. */
export async function command(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
  input = '',
): Promise<string> {
  const options = { env: { ...process.env, LC_ALL: 'C', ...env }, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...args], options, (error, stdout, stderr) => {
      running.delete(child);
      if (error) reject(new CommandError(program, `${stdout}\n${stderr}`.trim() || error.message));
      else resolve(stdout);
    });
    running.add(child);
    // a program that does not read it, or ends first, says so by its exit code
    child.stdin?.on('error', () => undefined).end(input);
  });
}

/** The line of an output that says most: what apt, mmdebstrap or tar name as the cause, else the first error, else the last line. */
function lastComplaint(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const cause = lines.find((line) => /No space left|Could not (resolve|connect)|Can't locate|is not signed/.test(line));
  return (cause ?? lines.find((line) => /^(E: |Err:|tar: )/.test(line)) ?? lines.at(-1) ?? 'no output').trim();
}
