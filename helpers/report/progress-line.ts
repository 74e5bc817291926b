import { type BehavioursDone, sendState } from './run-state.ts';
import { type Output, StatusLine, clock, timeLeft } from './status-line.ts';

/** How often a line is printed where there is no terminal. */
const LINE_MS = 30_000;

/** The progress of a run: behaviours done, the chapter, and the time. Without a terminal, it prints a line every 30 s. */
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

  /** Counts behaviours of a chapter as done. */
  count(chapter: string, what: 'passed' | 'failed' | 'skipped', behaviours = 1): void {
    this.done = Math.min(this.done + behaviours, this.total);
    if (what === 'failed') this.failed += behaviours;
    this.chapter = chapter;
    sendState(this.state);
    if (this.status.isShown) this.draw();
    else this.printLine();
  }

  /** Shows the line. */
  draw(): void {
    if (this.total > 0) this.status.show(() => this.text);
  }

  /** Erases the line, so that other lines can be printed. */
  clear(): void {
    this.status.clear();
  }

  /** Erases the line for good. */
  end(): void {
    this.status.end();
  }

  private printLine(): void {
    if (Date.now() - this.lastLine < LINE_MS || this.done === this.total) return;
    this.lastLine = Date.now();
    this.output.write(`${this.text}\n`);
  }

  private get state(): BehavioursDone {
    return { done: this.done, total: this.total, chapter: this.chapter, failed: this.failed };
  }

  private get text(): string {
    return progressText(this.state, Date.now() - this.started);
  }
}

/** `123 of 305 behaviours · names · 2 not passed · 0:42 · about 50 s left` */
export function progressText({ done, total, chapter, failed }: BehavioursDone, elapsedMs: number): string {
  const parts = [
    `${done} of ${total} behaviours`,
    chapter,
    failed > 0 ? `${failed} not passed` : '',
    clock(elapsedMs),
    timeLeft(done, total, elapsedMs),
  ];
  return parts.filter(Boolean).join(' · ');
}
