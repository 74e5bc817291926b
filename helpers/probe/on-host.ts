import { toolkit } from '../engine/toolkit.ts';
import type { Role } from '../images/roles.ts';
import type { Command, CommandResult } from './batch.ts';
import { comparableDatagram, comparablePage, comparablePing } from './comparable.ts';
import { curlCommand, curlLine, readCurl } from './curl.ts';
import { datagramCommand, datagramLine, readDatagram } from './datagram.ts';
import { recordOutcome } from './journal.ts';
import { type Place, manualCurl, manualDatagram, manualPing } from './manual-command.ts';
import type { DatagramOutcome, PageOutcome } from './outcome.ts';
import { fetchPage } from './page.ts';
import { pingCommand, pingLine, readPing } from './ping.ts';
import type { Asker } from './reach.ts';
import type { VantagePoint } from './request.ts';
import { sendDatagram } from './send-datagram.ts';

/** How commands run in the network of a host. */
export interface HostAccess {
  /** Runs a command that sends requests, or that needs an image's programs. */
  readonly run: (command: Command, role?: Role) => Promise<CommandResult>;
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
export function askerOnHost(from: VantagePoint, { run, here, place }: HostAccess): Asker {
  const withImage = async <A>(command: Command, read: (result: CommandResult) => A): Promise<Timed<A>> => {
    const result = await run(command);
    return { answer: read(result), tookMs: result.tookMs };
  };
  const asker: Asker = {
    async page(url, limitMs, table) {
      const { answer, tookMs } = here
        ? await timed(async () => fetchPage(toolkit().undici, url, limitMs))
        : await withImage(curlCommand(url, limitMs), (result) => readCurl(result, limitMs));
      const request = { kind: 'page', url } as const;
      const evidence = { command: curlLine(url) };
      const outcome: PageOutcome = { ...answer, from, request, tookMs, evidence, table };
      const observed = { output: 'page', lines: comparablePage(answer) } as const;
      return recordOutcome(outcome, {
        command: manualCurl(place, url, limitMs),
        observed,
        again: (withinMs) => asker.page(url, withinMs, table),
      });
    },
    async datagram(address, port, limitMs, table) {
      const { answer, tookMs } = here
        ? await timed(async () => sendDatagram(address, port, limitMs))
        : await withImage(datagramCommand(address, port, limitMs), (result) => readDatagram(result, limitMs));
      const request = { kind: 'datagram', address, port } as const;
      const evidence = { command: datagramLine(address, port) };
      const outcome: DatagramOutcome = { ...answer, from, request, tookMs, evidence, table };
      const observed = { output: 'datagram', lines: comparableDatagram(answer) } as const;
      return recordOutcome(outcome, {
        command: manualDatagram(place, address, port, limitMs),
        observed,
        again: (withinMs) => asker.datagram(address, port, withinMs, table),
      });
    },
    async ping(address, limitMs, table, identified) {
      const { answer, tookMs } = await withImage(pingCommand(address, limitMs), (result) => readPing(result, limitMs));
      const request = { kind: 'ping', address } as const;
      const evidence = { command: pingLine(address) };
      const outcome: DatagramOutcome = { ...(await identified(answer)), from, request, tookMs, evidence, table };
      const observed = { output: 'ping', lines: comparablePing(answer) } as const;
      return recordOutcome(outcome, {
        command: manualPing(place, address),
        observed,
        again: (withinMs) => asker.ping(address, withinMs, table, identified),
      });
    },
  };
  return asker;
}

interface Timed<A> {
  readonly answer: A;
  readonly tookMs: number;
}

async function timed<A>(send: () => Promise<A>): Promise<Timed<A>> {
  const started = performance.now();
  const answer = await send();
  return { answer, tookMs: Math.round(performance.now() - started) };
}
