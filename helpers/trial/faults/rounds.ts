import type { Readable, Writable } from 'node:stream';

/** A script waits for the next round: for a line of its input. */
const NEXT = 'read -r _ <&3';

/**
 * Runs commands repeatedly in a shell script, because new containers start: one round for each line of its input. It prints
 * an empty line whenever it waits for one, also after `continue` in the commands.
 */
export const always = (commands: string): string =>
  [
    'exec 3<&0 4>&1 </dev/null >/dev/null',
    `while echo >&4; ${NEXT}; do`,
    // what the commands leave in the background does not hold the script's input and output
    `{\n${commands}\n} 3<&- 4>&-`,
    'done 2>/dev/null',
  ].join('\n');

/** Whether a script runs in rounds. */
export const hasRounds = (script: string): boolean => script.includes(NEXT);

/** Requests rounds of a script, one at a time. */
export class Rounds {
  private readonly input: Writable;
  private requested = 0;
  /** How often the script waited for a line: once more than the rounds that it has completed. */
  private waited = 0;
  private hasEnded = false;
  private waiting: (() => void)[] = [];

  constructor(input: Writable, output: Readable) {
    this.input = input;
    // a script that has ended reads no more lines
    input.on('error', () => undefined);
    output.on('data', (lines: Buffer) => {
      this.waited += lines.length;
      this.resolveWaiting();
    });
    output.once('close', () => {
      this.hasEnded = true;
      this.resolveWaiting();
    });
  }

  /** Resolves once a round is completed that had not begun before this call, or the script has ended. */
  async next(): Promise<void> {
    // where one runs and another is requested, that one has not begun
    if (this.requested - this.completed < 2) this.request();
    const wanted = this.requested;
    while (!this.hasEnded && this.completed < wanted) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Requests a round where none runs. */
  requestIfIdle(): void {
    if (!this.hasEnded && this.completed === this.requested) this.request();
  }

  private request(): void {
    this.requested += 1;
    this.input.write('\n');
  }

  private get completed(): number {
    return Math.max(0, this.waited - 1);
  }

  private resolveWaiting(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
