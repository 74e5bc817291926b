import { styled } from './terminal.ts';

/** How often the line is rewritten, because it shows the elapsed time. */
const TICK_MS = 1000;

/** A terminal, or what stands in for one. */
export type Output = Pick<NodeJS.WriteStream, 'isTTY' | 'write' | 'columns'> & { readonly rows?: number };

/**
 * The last line of a terminal, or several, rewritten while a command runs. Nothing is printed where the output is no
 * terminal.
 */
export class StatusLine {
  readonly isShown: boolean;
  private readonly output: Output;
  private timer: NodeJS.Timeout | undefined;
  private text: () => string = () => '';
  /** How many lines are above the last one. */
  private above = 0;

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
    if (this.timer) this.output.write(this.erasing());
  }

  /** Erases it for good. */
  end(): void {
    this.clear();
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private draw(): void {
    const { columns, rows } = this.output;
    const lines = this.text()
      .split('\n')
      .slice(0, (rows || 24) - 1)
      .map((line) => styled('dim', line.slice(0, (columns || 80) - 1)));
    this.output.write(`${this.erasing()}${lines.join('\n')}`);
    this.above = lines.length - 1;
  }

  /** What erases the lines that are shown. */
  private erasing(): string {
    const erasing = `\r\u001B[2K${'\u001B[1A\u001B[2K'.repeat(this.above)}`;
    this.above = 0;
    return erasing;
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
