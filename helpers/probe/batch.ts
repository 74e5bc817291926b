import { quote } from '../engine/quote.ts';
import { FILE_LIMIT_BYTES, OUTPUT_LIMIT_BYTES } from './limits.ts';

/** In which ulimit counts. */
const BLOCK_BYTES = 512;

/** More than the shell itself has to say, and the head of each frame. */
const SHELL_LIMIT_BYTES = 4096;

/** How one command of a batch ended. */
export interface Ending {
  readonly exitCode: number;
  /** At most 64 KiB of each. */
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A shell script that runs several commands side by side and then prints a frame for each, in their order: a line
 * `@ exit-code bytes bytes`, and the two outputs. It needs what every image with a shell has, and leaves no file; while
 * it runs, no file of it grows beyond the limit: a command that goes on writing is told that it failed.
 */
export function batchScript(commands: readonly (readonly string[])[]): string {
  const each = (line: (index: number) => string): string => commands.map((_, index) => line(index)).join('\n');
  const start = commands.map(
    (words, index) =>
      `{ ${words.map(quote).join(' ')} >${index}.out 2>${index}.err </dev/null; echo $? >${index}.code; } &`,
  );
  return [
    // what bash and curl say is read
    'export LC_ALL=C',
    'd=$(mktemp -d) && cd "$d" || exit 125',
    `trap '' XFSZ; ulimit -f ${FILE_LIMIT_BYTES / BLOCK_BYTES}`,
    ...start,
    'wait',
    each((i) => `${cut(`${i}.out`)}; ${cut(`${i}.err`)}`),
    each(
      (i) => `echo "@" $(cat ${i}.code) ${size(`${i}.out.cut`)} ${size(`${i}.err.cut`)}; cat ${i}.out.cut ${i}.err.cut`,
    ),
    'cd /; rm -r "$d"',
  ].join('\n');
}

/** The most that a batch of so many commands prints. */
export function batchLimitBytes(count: number): number {
  return SHELL_LIMIT_BYTES + count * (2 * OUTPUT_LIMIT_BYTES + SHELL_LIMIT_BYTES);
}

/** The endings of a batch of so many commands, or undefined where the output is no such batch. */
export function readBatch(output: Buffer, count: number): Ending[] | undefined {
  const endings: Ending[] = [];
  let at = 0;
  while (endings.length < count) {
    const end = output.indexOf('\n', at);
    const head = end < 0 ? undefined : output.toString('latin1', at, end).match(/^@ (\d+) (\d+) (\d+)$/);
    if (!head) return undefined;
    const [exitCode = 0, out = 0, err = 0] = head.slice(1).map(Number);
    const [from, middle] = [end + 1, end + 1 + out];
    at = middle + err;
    if (at > output.length) return undefined;
    endings.push({
      exitCode,
      stdout: output.toString('utf8', from, middle),
      stderr: output.toString('utf8', middle, at),
    });
  }
  return endings;
}

const size = (file: string): string => `$(wc -c <${file})`;

const cut = (file: string): string => `head -c ${OUTPUT_LIMIT_BYTES} ${file} >${file}.cut`;
