import { comparableDatagram, comparablePage, comparablePing } from './comparable.ts';
import { type ManualRequest, recordOutcome } from './journal.ts';
import { type Place, manualCurl, manualDatagram, manualPing } from './manual-command.ts';
import type { DatagramAnswer, DatagramOutcome, Evidence, InTable, PageAnswer, PageOutcome } from './outcome.ts';
import type { IdentifiedPing, PingAnswer } from './ping.ts';
import type { VantagePoint } from './request.ts';

/** How a vantage point sends requests by each way. Every outcome is recorded. */
export interface Requester {
  page(url: string, limitMs: number, table?: InTable): Promise<PageOutcome>;
  datagram(address: string, port: number, limitMs: number, table?: InTable): Promise<DatagramOutcome>;
  /** Whether it may ping. */
  readonly pings: boolean;
  /** `identified` turns a reply into the outcome with the identity of the server. */
  ping(address: string, limitMs: number, table: InTable, identified: Identify): Promise<DatagramOutcome>;
}

/** Adds the identity of the server to the outcome of a ping. */
export type Identify = (answer: PingAnswer) => Promise<IdentifiedPing>;

/** The answer to a request, and how it was sent. */
export interface Answered<A> {
  readonly answer: A;
  readonly tookMs: number;
  readonly evidence: Evidence;
  /** The route of the packets, if it is not the default route. */
  readonly via?: string;
  /** What a repro script does instead of the request, or before it; by default nothing else. */
  readonly manual?: (repeated: ManualRequest) => ManualRequest;
}

/** How a vantage point sends a request of each kind. */
export interface Sender {
  readonly from: VantagePoint;
  /** Where a repro script sends it. */
  readonly place: Place;
  /** Whether it may ping; by default yes. */
  readonly pings?: boolean;
  page(url: string, limitMs: number): Promise<Answered<PageAnswer>>;
  datagram(address: string, port: number, limitMs: number): Promise<Answered<DatagramAnswer>>;
  ping(address: string, limitMs: number): Promise<Answered<PingAnswer>>;
}

/** The requester of a vantage point, which records each outcome, with the command that repeats it. */
export function requesterOf(sender: Sender): Requester {
  const { from, pings = true } = sender;
  const requester: Requester = {
    pings,
    async page(url, limitMs, table) {
      const { answer, via, manual = asTyped, ...sent } = await sender.page(url, limitMs);
      const request = { kind: 'page', url, ...(via === undefined ? {} : { via }) } as const;
      const observed = { output: 'page', lines: comparablePage(answer) } as const;
      return recordOutcome<PageOutcome>(
        { ...answer, from, request, ...sent, table },
        {
          ...manual({ command: manualCurl(sender.place, url, limitMs), observed }),
          again: (withinMs) => requester.page(url, withinMs, table),
        },
      );
    },
    async datagram(address, port, limitMs, table) {
      const { answer, via: _via, manual = asTyped, ...sent } = await sender.datagram(address, port, limitMs);
      const request = { kind: 'datagram', address, port } as const;
      const observed = { output: 'datagram', lines: comparableDatagram(answer) } as const;
      return recordOutcome<DatagramOutcome>(
        { ...answer, from, request, ...sent, table },
        {
          ...manual({ command: manualDatagram(sender.place, address, port, limitMs), observed }),
          again: (withinMs) => requester.datagram(address, port, withinMs, table),
        },
      );
    },
    async ping(address, limitMs, table, identified) {
      const { answer, via: _via, manual = asTyped, ...sent } = await sender.ping(address, limitMs);
      const request = { kind: 'ping', address } as const;
      const observed = { output: 'ping', lines: comparablePing(answer) } as const;
      return recordOutcome<DatagramOutcome>(
        { ...(await identified(answer)), from, request, ...sent, table },
        {
          ...manual({ command: manualPing(sender.place, address), observed }),
          again: (withinMs) => requester.ping(address, withinMs, table, identified),
        },
      );
    },
  };
  return requester;
}

const asTyped = (repeated: ManualRequest): ManualRequest => repeated;
