import { type Output, StatusLine, clock, timeLeft } from './status-line.ts';

/** How often a line is printed where there is no terminal. */
const LINE_MS = 30_000;

/** How far a run is: how many behaviours are done, in which chapter it is, and the time; a line now and then without a terminal. */
export class ProgressLine {
  private readonly total: number;
  private readonly output: Output;
  private readonly status: StatusLine;
  private readonly started = Date.now();
  private lastLine = Date.now();
  private done = 0;
  private failed = 0;
  private chapter = '';

  constructor(total: number, output: Output = process.stdout) {
    this.total = total;
    this.output = output;
    this.status = new StatusLine(output);
  }

  /** Counts behaviours that are done, of a chapter. */
  count(chapter: string, what: 'passed' | 'failed' | 'skipped', behaviours = 1): void {
    this.done = Math.min(this.done + behaviours, this.total);
    if (what === 'failed') this.failed += behaviours;
    this.chapter = chapter;
    if (this.status.isShown) this.draw();
    else this.printLine();
  }

  /** Shows the line. */
  draw(): void {
    if (this.total > 0) this.status.show(() => this.text);
  }

  /** Makes room for lines that stay. */
  clear(): void {
    this.status.clear();
  }

  /** Ends it. */
  end(): void {
    this.status.end();
  }

  private printLine(): void {
    if (Date.now() - this.lastLine < LINE_MS || this.done === this.total) return;
    this.lastLine = Date.now();
    this.output.write(`${this.text}\n`);
  }

  private get text(): string {
    const elapsed = Date.now() - this.started;
    const parts = [
      `${this.done} of ${this.total} behaviours`,
      this.chapter,
      this.failed > 0 ? `${this.failed} not passed` : '',
      clock(elapsed),
      timeLeft(this.done, this.total, elapsed),
    ];
    return parts.filter(Boolean).join(' · ');
  }
}
