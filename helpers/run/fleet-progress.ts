import { progressText } from '../report/progress-line.ts';
import type { RunState } from '../report/run-state.ts';
import { type Output, StatusLine, clock, timeLeft } from '../report/status-line.ts';
import { printable } from '../report/terminal.ts';

/** How often the line of an engine is printed where there is no terminal. */
const LINE_MS = 30_000;

interface Running {
  /** When its run began, or its behaviours. */
  since: number;
  state: RunState;
  printed: number;
}

/**
 * Shows what the runs on several engines are doing at once: on a terminal a line for each, elsewhere a line of each every
 * 30 s.
 */
export class FleetProgress {
  private readonly total: number;
  private readonly output: Output;
  private readonly status: StatusLine;
  private readonly started = performance.now();
  private readonly running = new Map<string, Running>();
  private begun = 0;
  private ended = 0;

  constructor(total: number, output: Output = process.stdout) {
    this.total = total;
    this.output = output;
    this.status = new StatusLine(output);
  }

  /** Begins with an engine. */
  begin(engine: string): void {
    this.begun += 1;
    const now = performance.now();
    this.running.set(engine, { since: now, state: { doing: 'connecting' }, printed: now });
    if (this.status.isShown) this.status.show(() => this.text());
    else this.print(`${this.begun} of ${this.total}: ${engine}${this.ended > 0 ? ` · ${clock(this.elapsed)}` : ''}`);
  }

  /** Takes what the run on an engine is doing now. */
  update(engine: string, state: RunState): void {
    const running = this.running.get(engine);
    if (!running) return;
    const now = performance.now();
    // the time left is estimated from the behaviours alone
    if ('done' in state && !('done' in running.state)) running.since = now;
    running.state = state;
    if (this.status.isShown) this.status.show(() => this.text());
    if (this.status.isShown || now - running.printed < LINE_MS) return;
    running.printed = now;
    this.print(lineOf(engine, running));
  }

  /** Ends with an engine, and prints these lines about it. */
  end(engine: string, lines: string): void {
    this.running.delete(engine);
    this.ended += 1;
    this.say(lines);
  }

  /** Prints lines. */
  say(lines: string): void {
    this.status.clear();
    this.print(lines);
  }

  /** Erases the progress lines for good. */
  close(): void {
    this.status.end();
  }

  private get elapsed(): number {
    return performance.now() - this.started;
  }

  private print(lines: string): void {
    this.output.write(`${lines}\n`);
  }

  private text(): string {
    const all = [
      `${this.ended} of ${this.total} engines`,
      clock(this.elapsed),
      timeLeft(this.ended, this.total, this.elapsed, 1),
    ];
    const width = Math.max(...[...this.running.keys()].map(({ length }) => length));
    const lines = [...this.running].map(([engine, running]) => `  ${lineOf(engine, running, width)}`);
    return [all.filter(Boolean).join(' · '), ...lines].join('\n');
  }
}

function lineOf(engine: string, { since, state }: Running, width = 0): string {
  const elapsed = performance.now() - since;
  const text = 'done' in state ? progressText(state, elapsed) : `${state.doing} … · ${clock(elapsed)}`;
  return printable(`${engine.padEnd(width)}  ${text}`);
}
