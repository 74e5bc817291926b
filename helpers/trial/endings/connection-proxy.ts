import { renameSync } from 'node:fs';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { Transform, type TransformCallback, pipeline } from 'node:stream';
import { setTimeout as delayed } from 'node:timers/promises';

/**
 * A proxy in place of an engine's socket. It forwards bytes, and so also the connections that exec and attach hijack; it
 * can delay them, and refuse connections.
 */
export class ConnectionProxy {
  private readonly server: Server;
  private readonly socket: string;
  private readonly real: string;
  private delayMs: number;
  private readonly open = new Set<Socket>();
  private isCut = false;

  private constructor(socket: string, delayMs: number) {
    this.socket = socket;
    this.real = socket.replace(/\.sock$/, '-real.sock');
    this.delayMs = delayMs;
    this.server = createServer({ allowHalfOpen: true }, (client) => this.forward(client));
  }

  /** Replaces an engine's socket; bytes for the engine arrive `delayMs` later. */
  static async at(socket: string, delayMs: number): Promise<ConnectionProxy> {
    const proxy = new ConnectionProxy(socket, delayMs);
    renameSync(proxy.socket, proxy.real);
    await new Promise<void>((resolve) => proxy.server.listen(socket, resolve));
    return proxy;
  }

  /** Drops every connection, and refuses new ones for `forMs`. */
  async cut(forMs: number): Promise<void> {
    this.isCut = true;
    for (const socket of this.open) socket.destroy();
    await delayed(forMs);
    this.isCut = false;
  }

  /** Delays what is sent within the next `forMs` by `toMs`. */
  async slowDown(toMs: number, forMs: number): Promise<void> {
    const before = this.delayMs;
    this.delayMs = toMs;
    await delayed(forMs);
    this.delayMs = before;
  }

  /** Restores the engine's own socket. */
  async end(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
    renameSync(this.real, this.socket);
  }

  private forward(client: Socket): void {
    if (this.isCut) {
      client.destroy();
      return;
    }
    const engine = connect({ path: this.real, allowHalfOpen: true });
    for (const socket of [client, engine]) {
      this.open.add(socket);
      socket.once('close', () => this.open.delete(socket));
    }
    pipeline(client, new Delay(() => this.delayMs), engine, ended);
    pipeline(engine, client, ended);
  }
}

/** An error on one side closes the other, and needs no handling here. */
function ended(): void {}

/** Forwards chunks later, in their order. */
class Delay extends Transform {
  private readonly delayMs: () => number;
  private due = 0;

  constructor(delayMs: () => number) {
    super();
    this.delayMs = delayMs;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, taken: TransformCallback): void {
    this.later(() => this.push(chunk));
    taken();
  }

  override _flush(done: TransformCallback): void {
    this.later(done);
  }

  /** Not before earlier chunks: the delay may have become shorter. */
  private later(act: () => void): void {
    const now = Date.now();
    this.due = Math.max(this.due, now + this.delayMs());
    setTimeout(act, this.due - now);
  }
}
