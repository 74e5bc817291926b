import { quote } from '../engine/quote.ts';
import { FILE_LIMIT_BYTES, OUTPUT_LIMIT_BYTES } from './limits.ts';

/** The unit of ulimit -f. */
const BLOCK_BYTES = 512;

const SECOND_MS = 1000;

/** Enough for the shell's own output, and for the header of each frame. */
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
 * A shell script that runs several commands in parallel and then prints a frame for each, in their order: a line
 * `@ bytes bytes exit-code from to`, and the two outputs. It needs a shell and coreutils or busybox, and leaves no file. No
 * file grows beyond a limit: a command that continues to write gets an error.
 */
export function batchScript(commands: readonly (readonly string[])[]): string {
  const each = (line: (index: number) => string): string => commands.map((_, index) => line(index)).join('\n');
  const start = commands.map(
    (words, index) =>
      `{ ${clock('from')}; ${words.map(quote).join(' ')} >${index}.out 2>${index}.err </dev/null; code=$?; ${clock('to')}; echo $code $from $to >${index}.end; } &`,
  );
  return [
    // the messages of bash and curl are parsed
    'export LC_ALL=C',
    'd=$(mktemp -d) && cd "$d" || exit 125',
    `trap '' XFSZ; ulimit -f ${FILE_LIMIT_BYTES / BLOCK_BYTES}`,
    ...start,
    'wait',
    each((i) => `${cut(`${i}.out`)}; ${cut(`${i}.err`)}`),
    each(
      (i) => `echo "@" ${size(`${i}.out.cut`)} ${size(`${i}.err.cut`)} $(cat ${i}.end); cat ${i}.out.cut ${i}.err.cut`,
    ),
    'cd /; rm -r "$d"',
  ].join('\n');
}

/** The size limit for the output of a batch. */
export function batchLimitBytes(count: number): number {
  return SHELL_LIMIT_BYTES + count * (2 * OUTPUT_LIMIT_BYTES + SHELL_LIMIT_BYTES);
}

/** Parses the results of the commands of a batch; undefined for any other output. */
export function readBatch(output: Buffer, count: number): CommandResult[] | undefined {
  const endings: CommandResult[] = [];
  let at = 0;
  while (endings.length < count) {
    const end = output.indexOf('\n', at);
    const head = end < 0 ? undefined : output.toString('latin1', at, end).match(/^@ (\d+) (\d+) (\d+) (\S+) (\S+)$/);
    if (!head) return undefined;
    const [out = 0, err = 0, exitCode = 0, started = 0, ended = 0] = head.slice(1).map(Number);
    const [from, middle] = [end + 1, end + 1 + out];
    at = middle + err;
    if (at > output.length) return undefined;
    endings.push({
      exitCode,
      stdout: output.toString('utf8', from, middle),
      stderr: output.toString('utf8', middle, at),
      tookMs: Math.round((ended - started) * SECOND_MS),
    });
  }
  return endings;
}

/** Reads the time since the kernel started, in seconds, without a program. */
const clock = (variable: string): string => `read -r ${variable} _ </proc/uptime`;

const size = (file: string): string => `$(wc -c <${file})`;

const cut = (file: string): string => `head -c ${OUTPUT_LIMIT_BYTES} ${file} >${file}.cut`;
