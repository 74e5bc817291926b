import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { endCommands } from '../engine/embedded/command.ts';

/** How long a test process may take to end after SIGTERM. */
const END_LIMIT_MS = 5_000;

/** A second signal within this time is ignored: npm forwards the Ctrl-C that its process group has received already. */
const REPEAT_MS = 1_000;

/**
 * A signal that ends the run. Preparation is aborted, the test process is terminated, and everything is removed as usual. A
 * second signal exits at once; the next run removes what is left.
 */
export class Interruption {
  signal: NodeJS.Signals | undefined;
  private readonly children: Pick<ChildProcess, 'kill'>[] = [];
  private since = 0;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.interrupt(signal));
  }

  /** Terminates this process with the run. */
  watch(child: Pick<ChildProcess, 'kill'>): void {
    this.children.push(child);
  }

  /** The result of `work`, or undefined where it failed because of the signal, which is no error. */
  async unless<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      if (this.signal) return undefined;
      throw error;
    }
  }

  /** The exit code, as in a shell: 128 plus the number of the signal. */
  get exitCode(): number | undefined {
    return this.signal && 128 + (constants.signals[this.signal] ?? 0);
  }

  private interrupt(signal: NodeJS.Signals): void {
    if (this.signal) {
      if (Date.now() - this.since > REPEAT_MS) process.exit(this.exitCode);
      return;
    }
    this.signal = signal;
    this.since = Date.now();
    console.error(`\n${signal}: removing what this run created …`);
    endCommands();
    const end = (how: NodeJS.Signals): void => this.children.forEach((child) => child.kill(how));
    end('SIGTERM');
    setTimeout(() => end('SIGKILL'), END_LIMIT_MS).unref();
  }
}
