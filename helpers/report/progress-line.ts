import { styled } from './terminal.ts';

/** As often, the time that is left is told anew. */
const TICK_MS = 1000;

/** How far a run is, in a line that is rewritten; nothing where the output is no terminal. */
export class ProgressLine {
  private readonly total: number;
  private readonly output: Pick<NodeJS.WriteStream, 'isTTY' | 'write' | 'columns'>;
  private readonly started = Date.now();
  private timer: NodeJS.Timeout | undefined;
  private passed = 0;
  private failed = 0;
  private skipped = 0;

  constructor(total: number, output: Pick<NodeJS.WriteStream, 'isTTY' | 'write' | 'columns'> = process.stdout) {
    this.total = total;
    this.output = output;
  }

  /** Counts one more behaviour. */
  count(what: 'passed' | 'failed' | 'skipped'): void {
    this[what] += 1;
    this.draw();
  }

  /** Draws the line, and from now on once a second. */
  draw(): void {
    if (!this.output.isTTY || this.total === 0) return;
    this.timer ??= setInterval(() => this.draw(), TICK_MS).unref();
    this.output.write(`\r\u001B[2K${styled('dim', this.text.slice(0, (this.output.columns || 80) - 1))}`);
  }

  /** Makes room for something that stays; it is drawn again with what comes next. */
  clear(): void {
    if (this.output.isTTY && this.timer) this.output.write('\r\u001B[2K');
  }

  /** Ends it. */
  end(): void {
    this.clear();
    clearInterval(this.timer);
  }

  private get text(): string {
    const done = Math.min(this.passed + this.failed + this.skipped, this.total);
    const counts = [
      `${this.passed} passed`,
      ...(this.failed > 0 ? [`${this.failed} failed`] : []),
      ...(this.skipped > 0 ? [`${this.skipped} skipped`] : []),
    ];
    return `${done} of ${this.total}: ${counts.join(', ')}${leftOf(done, this.total, Date.now() - this.started)}`;
  }
}

/** How long it will take, judged by what it took so far; nothing is said of the first few. */
export function leftOf(done: number, total: number, elapsedMs: number): string {
  if (done < 3 || done >= total) return '';
  const seconds = Math.ceil(((elapsedMs / done) * (total - done)) / 1000);
  return seconds < 60 ? `; about ${seconds} s left` : `; about ${Math.ceil(seconds / 60)} min left`;
}
