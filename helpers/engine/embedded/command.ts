import { type ChildProcess, execFile } from 'node:child_process';

const running = new Set<ChildProcess>();

/** Kills every program that `command` is running: after SIGTERM, mmdebstrap would continue for long. */
export function endCommands(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** A program that failed, with its output and the line that explains the failure. */
export class CommandError extends Error {
  readonly output: string;
  readonly complaint: string;

  constructor(program: string, output: string) {
    const complaint = explainingLine(output);
    super(`${program}: ${complaint}`);
    this.output = output;
    this.complaint = complaint;
  }

  /** Whether it failed because a disk is full. */
  get diskFull(): boolean {
    return /No space left on device|ENOSPC|not enough free space/i.test(this.output);
  }
}

/** Runs a program with `input` on its standard input, and gives its standard output. Throws a CommandError. */
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
    // a program that does not read its input may be fine: its exit code decides
    child.stdin?.on('error', () => undefined).end(input);
  });
}

/** The line that explains the failure: the cause named by apt, mmdebstrap or tar, else the first error, else the last line. */
function explainingLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const cause = lines.find((line) => /No space left|Could not (resolve|connect)|Can't locate|is not signed/.test(line));
  return (cause ?? lines.find((line) => /^(E: |Err:|tar: )/.test(line)) ?? lines.at(-1) ?? 'no output').trim();
}
