import { indented } from '../report/terminal.ts';
import { type Output, StatusLine, clock, timeLeft } from '../report/status-line.ts';

/** Shows what a command is doing: one line that is rewritten on a terminal, a line each elsewhere. */
export class Progress {
  private readonly started = performance.now();
  private readonly output: Output;
  private readonly status: StatusLine;

  constructor(output: Output = process.stdout) {
    this.output = output;
    this.status = new StatusLine(output);
  }

  /** Something that takes a while begins. */
  doing(what: string): void {
    if (!this.status.isShown) return this.say(`${what} …`);
    const since = performance.now();
    this.status.show(() => [`${what} …`, ...elapsed(performance.now() - since)].join(' · '));
  }

  /** Prints a line that stays; nothing is being done until the next `doing`. */
  say(line: string): void {
    this.end();
    this.output.write(`${indented(line, 0)}\n`);
  }

  /** Erases the line: nothing is being done. */
  end(): void {
    this.status.end();
  }

  /** Seconds since the beginning. */
  get seconds(): string {
    return ((performance.now() - this.started) / 1000).toFixed(1);
  }
}

/** Shows how far a command of many steps is: which step it is at, the time that has passed, and the time that is left. */
export class Steps {
  private readonly total: number;
  private readonly output: Output;
  private readonly status: StatusLine;
  private readonly started = performance.now();
  private begun = 0;
  private done = 0;

  constructor(total: number, output: Output = process.stdout) {
    this.total = total;
    this.output = output;
    this.status = new StatusLine(output);
  }

  /** The next step begins. Without a terminal, this is a line. */
  begin(what: string): void {
    this.begun += 1;
    const place = `${this.begun} of ${this.total}: ${what}`;
    if (this.status.isShown) this.status.show(() => [place, ...this.times()].join(' · '));
    else this.output.write(`${[place, ...this.times().slice(this.done > 0 ? 0 : 1)].join(' · ')}\n`);
  }

  /** A step has ended; these lines about it stay. */
  end(lines?: string): void {
    this.done += 1;
    if (lines !== undefined) this.say(lines);
  }

  /** Prints lines that stay. */
  say(lines: string): void {
    this.status.clear();
    this.output.write(`${lines}\n`);
  }

  /** Every step has ended, or the command is given up. */
  close(): void {
    this.status.end();
  }

  private times(): string[] {
    const passed = performance.now() - this.started;
    return [clock(passed), timeLeft(this.done, this.total, passed, 1)].filter(Boolean);
  }
}

/** The first seconds are not worth counting. */
function elapsed(ms: number): string[] {
  return ms < 2000 ? [] : [clock(ms)];
}
