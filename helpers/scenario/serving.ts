import type { Container } from 'dockerode';
import type { WaitStrategy } from 'testcontainers';
import { frameReader } from '../engine/frames.ts';
import { withTimeout } from '../engine/timeout.ts';

const LOG_LIMIT = 16 * 1024;

/** How many lines of its log an error quotes. */
const LAST_LINES = 2;

/** The program of a container ended before its server was ready. */
export class ProgramExited extends Error {}

/** How long a server may take until it answers: the real Grafana sets up its database first. */
export const READY_LIMIT_MS = 60_000;

/**
 * Waits for the log line of a ready server. Unlike testcontainers' own strategy, it fails
 * at once, with the end of the log, where the program exits.
 */
export class UntilServing implements WaitStrategy {
  private readonly ready: RegExp;
  private limitMs: number;
  private readonly since: number;

  /** `since`: only log lines after this time count, in seconds of the engine's clock; by default all. */
  constructor(ready: RegExp, limitMs: number, since = 0) {
    this.ready = ready;
    this.limitMs = limitMs;
    this.since = since;
  }

  async waitUntilReady(container: Container): Promise<void> {
    const log = { follow: true, stdout: true, stderr: true, since: this.since } as const;
    const stream = (await container.logs(log)) as NodeJS.ReadableStream & { destroy(): void };
    const read = frameReader();
    let output = '';
    const ready = new Promise<void>((resolve, reject) => {
      stream.on('data', (chunk: Buffer) => {
        output += read(chunk).toString('utf8');
        if (this.ready.test(output)) resolve();
        output = output.slice(-LOG_LIMIT);
      });
      stream.once('end', () => {
        void completeLog(container, this.since, output).then((complete) =>
          reject(new ProgramExited(notServing('its program exited', complete).message)),
        );
      });
      stream.once('error', reject);
    });
    try {
      await withTimeout({ waitingFor: 'its server to be ready', limitMs: this.limitMs }, ready, () =>
        notServing(`its server was not ready after ${this.limitMs} ms`, output),
      );
    } finally {
      stream.destroy();
    }
  }

  withStartupTimeout(limitMs: number): this {
    this.limitMs = limitMs;
    return this;
  }

  isStartupTimeoutSet(): boolean {
    return true;
  }

  getStartupTimeout(): number {
    return this.limitMs;
  }
}

/** The whole log of a program that has exited: Podman may end a log that is followed before its last lines. */
async function completeLog(container: Container, since: number, followed: string): Promise<string> {
  const log = { stdout: true, stderr: true, since, tail: LAST_LINES } as const;
  const complete = await container.logs(log).catch(() => undefined);
  return complete?.length ? frameReader()(complete).toString('utf8') : followed;
}

function notServing(what: string, output: string): Error {
  const lastLines = output.trim().split('\n').slice(-LAST_LINES).join(' ').slice(0, 300);
  return new Error(`${what}; the end of its log: ${lastLines || 'empty'}`);
}
