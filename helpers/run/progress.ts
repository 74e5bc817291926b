import { sendState } from '../report/run-state.ts';
import { indented } from '../report/terminal.ts';
import { type Output, StatusLine, clock, timeLeft } from '../report/status-line.ts';

/** Shows what a command is doing: one rewritten line on a terminal, else a line for each step. */
export class Progress {
  private readonly started = performance.now();
  private readonly output: Output;
  private readonly status: StatusLine;

  constructor(output: Output = process.stdout) {
    this.output = output;
    this.status = new StatusLine(output);
  }

  /** Shows what begins now. */
  doing(what: string): void {
    sendState({ doing: what });
    if (!this.status.isShown) return this.say(`${what} …`);
    const since = performance.now();
    this.status.show(() => [`${what} …`, ...elapsed(performance.now() - since)].join(' · '));
  }

  /** Prints a line; the progress line is erased until the next `doing`. */
  say(line: string): void {
    this.end();
    this.output.write(`${indented(line, 0)}\n`);
  }

  /** Erases the progress line. */
  end(): void {
    this.status.end();
  }

  /** Seconds since the beginning. */
  get seconds(): string {
    return ((performance.now() - this.started) / 1000).toFixed(1);
  }
}

/**
 * Shows the progress of a command with many steps: the current step, the elapsed time, and the remaining time. Where steps
 * take different times, `work` is the sum of what they take, in any unit.
 */
export class Steps {
  private readonly total: number;
  private readonly work: number;
  private readonly output: Output;
  private readonly status: StatusLine;
  private readonly started = performance.now();
  private begun = 0;
  private workDone = 0;

  constructor(total: number, output: Output = process.stdout, work = total) {
    this.total = total;
    this.work = work;
    this.output = output;
    this.status = new StatusLine(output);
  }

  /** Begins the next step. Without a terminal, it prints a line. */
  begin(what: string): void {
    this.begun += 1;
    const place = `${this.begun} of ${this.total}: ${what}`;
    if (this.status.isShown) this.status.show(() => [place, ...this.times()].join(' · '));
    else this.output.write(`${[place, ...this.times().slice(this.workDone > 0 ? 0 : 1)].join(' · ')}\n`);
  }

  /** Ends a step, its part of the work done, and prints these lines about it. */
  end(lines?: string, work = 1): void {
    this.workDone += work;
    if (lines !== undefined) this.say(lines);
  }

  /** Prints lines. */
  say(lines: string): void {
    this.status.clear();
    this.output.write(`${lines}\n`);
  }

  /** Erases the progress line for good. */
  close(): void {
    this.status.end();
  }

  private times(): string[] {
    const passed = performance.now() - this.started;
    return [clock(passed), timeLeft(this.workDone, this.work, passed, 1)].filter(Boolean);
  }
}

/** The elapsed time; empty in the first two seconds. */
function elapsed(ms: number): string[] {
  return ms < 2000 ? [] : [clock(ms)];
}
