import { type Socket, createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { setInterval } from 'node:timers';
import { datagramLine, echoedIn } from './datagram.ts';
import { recordOutcome } from './journal.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';
import { notRepeated } from './manual-command.ts';
import type { DatagramAnswer, DatagramOutcome } from './outcome.ts';

const INTERVAL_MS = 100;

/** A UDP socket of this process that sends a datagram again and again, as clients of a DNS or game server do. */
export class SendingSocket {
  private readonly address: string;
  private readonly port: number;
  private readonly socket: Socket;
  private readonly sending: NodeJS.Timeout;

  private constructor(address: string, port: number, socket: Socket) {
    this.address = address;
    this.port = port;
    this.socket = socket;
    // while nothing listens there, the kernel reports each datagram as refused
    socket.on('error', () => undefined);
    this.sending = setInterval(() => socket.send('who?', () => undefined), INTERVAL_MS);
  }

  static async open(address: string, port: number): Promise<SendingSocket> {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    socket.connect(port, address);
    await once(socket, 'connect');
    return new SendingSocket(address, port, socket);
  }

  /** The next reply from now on. */
  async nextReply(): Promise<DatagramOutcome> {
    const { address, port } = this;
    const started = performance.now();
    const answer = await this.received();
    const outcome: DatagramOutcome = {
      ...answer,
      from: { kind: 'test-process' },
      request: { kind: 'datagram', address, port },
      tookMs: Math.round(performance.now() - started),
      evidence: { command: `${datagramLine(address, port)}, from one socket all the time` },
    };
    return recordOutcome(outcome, notRepeated(outcome, 'one socket sends all the time'));
  }

  /** `once` would end with the first datagram that is refused. */
  private received(): Promise<DatagramAnswer> {
    return new Promise((resolve) => {
      const onMessage = (text: Buffer): void => {
        clearTimeout(limit);
        resolve(echoedIn(text.toString('utf8')));
      };
      const limit = setTimeout(() => {
        this.socket.off('message', onMessage);
        resolve({ kind: 'timed out', limitMs: ANSWER_TIMEOUT_MS });
      }, ANSWER_TIMEOUT_MS);
      this.socket.once('message', onMessage);
    });
  }

  close(): void {
    clearInterval(this.sending);
    this.socket.close();
  }
}
