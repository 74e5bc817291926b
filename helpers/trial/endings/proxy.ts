import { renameSync } from 'node:fs';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { Transform, type TransformCallback, pipeline } from 'node:stream';
import { setTimeout as delayed } from 'node:timers/promises';

/**
 * A bad line to an engine: a socket in the place of its own, which passes every byte on, and so also the connections
 * that exec and attach take over. It may be slow, and it may be cut.
 */
export class BadLine {
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
    this.server = createServer({ allowHalfOpen: true }, (client) => this.passOn(client));
  }

  /** Puts it in the place of an engine's socket; what is sent to the engine arrives `delayMs` later. */
  static async at(socket: string, delayMs: number): Promise<BadLine> {
    const line = new BadLine(socket, delayMs);
    renameSync(line.socket, line.real);
    await new Promise<void>((resolve) => line.server.listen(socket, resolve));
    return line;
  }

  /** Drops every connection, and every new one for so long. */
  async cut(forMs: number): Promise<void> {
    this.isCut = true;
    for (const socket of this.open) socket.destroy();
    await delayed(forMs);
    this.isCut = false;
  }

  /** Lets everything that is sent within that time arrive so much later. */
  async slowDown(toMs: number, forMs: number): Promise<void> {
    const before = this.delayMs;
    this.delayMs = toMs;
    await delayed(forMs);
    this.delayMs = before;
  }

  /** Gives the engine its own socket back. */
  async end(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
    renameSync(this.real, this.socket);
  }

  private passOn(client: Socket): void {
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

/** How one side ends is for the other to see, not for us. */
function ended(): void {}

/** Passes chunks on some time after they came, in their order; what comes together still arrives together. */
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

  /** Not before what is due already: the delay may have become shorter. */
  private later(act: () => void): void {
    const now = Date.now();
    this.due = Math.max(this.due, now + this.delayMs());
    setTimeout(act, this.due - now);
  }
}
