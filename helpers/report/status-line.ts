import { styled } from './terminal.ts';

/** How often the line is rewritten, because it shows the elapsed time. */
const TICK_MS = 1000;

/** A terminal, or what stands in for one. */
export type Output = Pick<NodeJS.WriteStream, 'isTTY' | 'write' | 'columns'>;

/** The last line of a terminal, rewritten while a command runs. Nothing is printed where the output is no terminal. */
export class StatusLine {
  readonly isShown: boolean;
  private readonly output: Output;
  private timer: NodeJS.Timeout | undefined;
  private text: () => string = () => '';

  constructor(output: Output = process.stdout) {
    this.output = output;
    this.isShown = output.isTTY;
  }

  /** Shows this text, computed again every second. */
  show(text: () => string): void {
    if (!this.isShown) return;
    this.text = text;
    this.timer ??= setInterval(() => this.draw(), TICK_MS).unref();
    this.draw();
  }

  /** Erases it, so that other lines can be printed; the next second shows it again. */
  clear(): void {
    if (this.timer) this.output.write('\r\u001B[2K');
  }

  /** Erases it for good. */
  end(): void {
    this.clear();
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private draw(): void {
    const text = this.text().slice(0, (this.output.columns || 80) - 1);
    this.output.write(`\r\u001B[2K${styled('dim', text)}`);
  }
}

/** `0:42`, `61:05` */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** An estimate of the remaining time; empty where fewer than `enough` steps are done, or all. */
export function timeLeft(done: number, total: number, elapsedMs: number, enough = 3): string {
  if (done < enough || done >= total) return '';
  const seconds = Math.ceil(((elapsedMs / done) * (total - done)) / 1000);
  return seconds < 60 ? `about ${seconds} s left` : `about ${Math.ceil(seconds / 60)} min left`;
}
