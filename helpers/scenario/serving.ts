import type { Container } from 'dockerode';
import type { WaitStrategy } from 'testcontainers';
import { frameReader } from '../engine/frames.ts';

const LOG_LIMIT = 16 * 1024;

/** How long a server may take until it answers; the real Grafana sets up its database first. */
export const READY_LIMIT_MS = 60_000;

/**
 * Waits until a line of a container's log says that its server answers. Unlike testcontainers' own strategy, it ends at
 * once, with the log's last words, where the program ends instead.
 */
export class UntilServing implements WaitStrategy {
  private readonly ready: RegExp;
  private limitMs: number;
  private readonly since: number;

  /** `since`: what the log says after this time counts, in seconds of the engine's clock; all of it, unless said. */
  constructor(ready: RegExp, limitMs: number, since = 0) {
    this.ready = ready;
    this.limitMs = limitMs;
    this.since = since;
  }

  async waitUntilReady(container: Container): Promise<void> {
    const log = { follow: true, stdout: true, stderr: true, since: this.since } as const;
    const stream = (await container.logs(log)) as NodeJS.ReadableStream & { destroy(): void };
    const read = frameReader();
    let heard = '';
    let limit: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        limit = setTimeout(
          () => reject(complaint(`its server does not answer after ${this.limitMs} ms`, heard)),
          this.limitMs,
        );
        stream.on('data', (chunk: Buffer) => {
          heard += read(chunk).toString('utf8');
          if (this.ready.test(heard)) resolve();
          heard = heard.slice(-LOG_LIMIT);
        });
        stream.once('end', () => reject(complaint('its program ended', heard)));
        stream.once('error', reject);
      });
    } finally {
      clearTimeout(limit);
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

function complaint(what: string, heard: string): Error {
  const words = heard.trim().split('\n').slice(-2).join(' ').slice(0, 300);
  return new Error(`${what}; the last words of its log: ${words || 'none'}`);
}
