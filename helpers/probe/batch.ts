import { quote } from '../engine/quote.ts';
import { FILE_LIMIT_BYTES, OUTPUT_LIMIT_BYTES } from './limits.ts';

/** The unit of ulimit -f. */
const BLOCK_BYTES = 512;

const SECOND_MS = 1000;

/** Enough for the shell's own output, and for the lines before the outputs of a command. */
const SHELL_LIMIT_BYTES = 4096;

/** A command, and its time limit. */
export interface Command {
  readonly words: readonly string[];
  readonly limitMs: number;
}

/** The end of a command. */
export interface CommandResult {
  readonly exitCode: number;
  /** At most 64 KiB of each. */
  readonly stdout: string;
  readonly stderr: string;
  /** How long it took, by the clock of its kernel, which has hundredths of a second. */
  readonly tookMs: number;
}

/**
 * A shell script that runs several commands in parallel and then prints, in their order: for each a line
 * `@ exit-code from to`, the sizes of its two outputs as `wc` prints them, and the outputs. It needs a shell and coreutils
 * or busybox, starts five programs beside the commands, and leaves no file. No file grows beyond a limit: a command that
 * continues to write gets an error.
 */
export function batchScript(commands: readonly (readonly string[])[]): string {
  const start = commands.map(
    (words, index) =>
      `{ ${clock('from')}; ${words.map(quote).join(' ')} >${index}.out 2>${index}.err </dev/null; code=$?; ${clock('to')}; echo @ $code $from $to >${index}.end; } &`,
  );
  const outputs = commands.map((_, index) => `${index}.out ${index}.err`).join(' ');
  return [
    // the messages of bash and curl are parsed
    'export LC_ALL=C',
    'd=$(mktemp -d) && cd "$d" || exit 125',
    `trap '' XFSZ; ulimit -f ${FILE_LIMIT_BYTES / BLOCK_BYTES}`,
    ...start,
    'wait',
    `cat ${commands.map((_, index) => `${index}.end`).join(' ')}`,
    `wc -c ${outputs}`,
    `head -q -c ${OUTPUT_LIMIT_BYTES} ${outputs}`,
    'cd /; rm -r "$d"',
  ].join('\n');
}

/** The size limit for the output of a batch. */
export function batchLimitBytes(count: number): number {
  return SHELL_LIMIT_BYTES + count * (2 * OUTPUT_LIMIT_BYTES + SHELL_LIMIT_BYTES);
}

/** Parses the results of the commands of a batch; undefined for any other output. */
export function readBatch(output: Buffer, count: number): CommandResult[] | undefined {
  const lines = new Lines(output);
  const ends = lines.next(count, /^@ (\d+) (\S+) (\S+)$/);
  const sizes = lines.next(2 * count, /^ *(\d+) \d+\.(?:out|err)$/);
  const total = lines.next(1, /^ *(\d+) total$/);
  if (!ends || !sizes || !total) return undefined;
  let { at } = lines;
  const texts = sizes.map(([bytes = 0]) => {
    const from = at;
    at += Math.min(bytes, OUTPUT_LIMIT_BYTES);
    return output.toString('utf8', from, at);
  });
  if (at > output.length) return undefined;
  return ends.map(([exitCode = 0, started = 0, ended = 0], index) => ({
    exitCode,
    stdout: texts[2 * index] ?? '',
    stderr: texts[2 * index + 1] ?? '',
    tookMs: Math.round((ended - started) * SECOND_MS),
  }));
}

/** The lines at the beginning of an output. */
class Lines {
  /** Where the next line begins. */
  at = 0;
  private readonly output: Buffer;

  constructor(output: Buffer) {
    this.output = output;
  }

  /** The numbers in the next lines; undefined where one of them has another form. */
  next(count: number, form: RegExp): number[][] | undefined {
    const found: number[][] = [];
    while (found.length < count) {
      const end = this.output.indexOf('\n', this.at);
      const match = end < 0 ? undefined : this.output.toString('latin1', this.at, end).match(form);
      if (!match) return undefined;
      found.push(match.slice(1).map(Number));
      this.at = end + 1;
    }
    return found;
  }
}

/** Reads the time since the kernel started, in seconds, without a program. */
const clock = (variable: string): string => `read -r ${variable} _ </proc/uptime`;
