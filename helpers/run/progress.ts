import { stdout } from 'node:process';

/** Tells what is being prepared: one line that is rewritten on a terminal, a line each elsewhere. */
export class Progress {
  private readonly started = performance.now();
  private open = false;

  /** Something that takes a while begins. */
  doing(what: string): void {
    if (!stdout.isTTY) return this.say(`${what} …`);
    stdout.write(`\r\u001b[2K${what} …`);
    this.open = true;
  }

  /** A line that stays. */
  say(line: string): void {
    if (this.open) stdout.write('\r\u001b[2K');
    this.open = false;
    stdout.write(`${line}\n`);
  }

  /** Seconds since the beginning. */
  get seconds(): string {
    return ((performance.now() - this.started) / 1000).toFixed(1);
  }
}
