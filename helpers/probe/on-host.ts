import { toolkit } from '../engine/toolkit.ts';
import type { ProgramRole } from '../images/roles.ts';
import { type Requester, requesterOf } from './requester.ts';
import type { Command, CommandResult } from './batch.ts';
import { curlCommand, curlLine, readCurl } from './curl.ts';
import { datagramCommand, datagramLine, readDatagram } from './datagram.ts';
import type { Place } from './manual-command.ts';
import { fetchPage } from './page.ts';
import { pingCommand, pingLine, readPing } from './ping.ts';
import type { VantagePoint } from './request.ts';
import { sendDatagram } from './send-datagram.ts';

/** How commands run in the network of a host. */
export interface HostAccess {
  /** Runs a command that sends requests, or that needs an image's programs. */
  readonly run: (command: Command, role?: ProgramRole) => Promise<CommandResult>;
  /** Runs the command of a ping, where `run` may not: an ordinary user may lack the permission. Undefined where nothing may. */
  readonly ping?: ((command: Command) => Promise<CommandResult>) | undefined;
  /** Runs a command that reads /proc, where that is faster than `run`. */
  readonly look?: (command: Command) => Promise<CommandResult>;
  /** The sysfs with the host's devices. */
  readonly sysfs: string;
  /** Whether this process is in that network. */
  readonly here: boolean;
  /** Where a repro script runs it. */
  readonly place: Place;
}

/** How requests are sent from a host: by this process, if it is there, or by the programs of an image. */
export function requesterOnHost(from: VantagePoint, { run, ping, here, place }: HostAccess): Requester {
  const byImage = async <A>(command: Command, read: (result: CommandResult) => A, by = run): Promise<Timed<A>> => {
    const result = await by(command);
    return { answer: read(result), tookMs: result.tookMs };
  };
  return requesterOf({
    from,
    place,
    pings: ping !== undefined,
    async page(url, limitMs) {
      const sent = here
        ? await timed(async () => fetchPage(toolkit().undici, url, limitMs))
        : await byImage(curlCommand(url, limitMs), (result) => readCurl(result, limitMs));
      return { ...sent, evidence: { command: curlLine(url) } };
    },
    async datagram(address, port, limitMs) {
      const sent = here
        ? await timed(async () => sendDatagram(address, port, limitMs))
        : await byImage(datagramCommand(address, port, limitMs), (result) => readDatagram(result, limitMs));
      return { ...sent, evidence: { command: datagramLine(address, port) } };
    },
    async ping(address, limitMs) {
      const sent = await byImage(pingCommand(address, limitMs), (result) => readPing(result, limitMs), ping);
      return { ...sent, evidence: { command: pingLine(address) } };
    },
  });
}

/** An answer, and how long it took. */
export interface Timed<A> {
  readonly answer: A;
  readonly tookMs: number;
}

/** Does `send`, and measures it. */
export async function timed<A>(send: () => Promise<A>): Promise<Timed<A>> {
  const started = performance.now();
  const answer = await send();
  return { answer, tookMs: Math.round(performance.now() - started) };
}
