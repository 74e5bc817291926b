import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';

/** What one command of a script printed, and how it ended. */
export interface Printed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a script as a whole printed. */
export interface Output {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Marks in the output of a script where each of its commands begins, without a change to the script: bash first reads a
 * file that makes it print a line before each command, on both outputs.
 */
export class Marks {
  private readonly token = randomBytes(8).toString('hex');

  /** Writes the file that BASH_ENV names. */
  write(file: string): void {
    const mark = String.raw`printf "\n@%s %s %s\n" ${this.token} "$status" "$LINENO"`;
    writeFileSync(file, `unset BASH_ENV\ntrap 'status=$?; ${mark}; ${mark} >&2' DEBUG\n`);
  }

  /** What a script printed before it ran this line. */
  before(output: Output, line: number): string {
    return this.split(output.stdout)
      .filter((part) => part.line < line)
      .map(({ text }) => text)
      .join('\n');
  }

  /** What the command on these lines of a script printed; undefined where the script did not reach them. */
  printed(output: Output, first: number, last: number): Printed | undefined {
    const parts = this.split(output.stdout);
    const isIts = (part: Part): boolean => part.line >= first && part.line <= last;
    const at = parts.findLastIndex(isIts);
    if (at < 0) return undefined;
    const textOf = (all: readonly Part[]): string =>
      all
        .filter(isIts)
        .map(({ text }) => text)
        .join('');
    const exitCode = parts[at + 1]?.before ?? output.exitCode ?? 0;
    return { exitCode, stdout: textOf(parts), stderr: textOf(this.split(output.stderr)) };
  }

  /** An output without the marks. */
  plain(text: string): string {
    return text
      .split('\n')
      .filter((line) => !line.includes(this.token) && !line.startsWith('+'))
      .join('\n')
      .trim();
  }

  private split(text: string): Part[] {
    const [, ...parts] = text.split(new RegExp(String.raw`\n@${this.token} (\d+) (\d+)\n`));
    const found: Part[] = [];
    for (let at = 0; at + 2 < parts.length; at += 3) {
      const [before, line, after = ''] = parts.slice(at, at + 3);
      found.push({ before: Number(before), line: Number(line), text: after });
    }
    return found;
  }
}

/** What was printed between two marks. */
interface Part {
  /** The exit code of the command before it. */
  readonly before: number;
  /** The line of the command that printed it. */
  readonly line: number;
  readonly text: string;
}
