import type { Request, VantagePoint } from './request.ts';

/** How a request was sent: enough to send it again manually. */
export interface Sent {
  readonly from: VantagePoint;
  readonly request: Request;
  readonly tookMs: number;
  readonly evidence: Evidence;
}

/** The program that sent a request, and what it printed. */
export interface Evidence {
  readonly command: string;
  readonly exitCode?: number;
  /** Its error message, as printed. */
  readonly printed?: string;
  /** What the name in the request resolved to, if it has one. */
  readonly resolution?: Resolution;
}

/** A server answered over HTTP. */
export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** At most 64 KiB of it. */
  readonly body: string;
  /** The identity of the container that answered; undefined where it is none of the suite's. */
  readonly by: string | undefined;
  /** The address that answered. */
  readonly address: string;
}

/** A server began to answer, and did not finish: neither an answer nor silence. */
export interface Unfinished extends Omit<Answered, 'kind'> {
  readonly kind: 'unfinished';
  /** `timed out`: the answer did not end in time. `cut`: the connection ended, or the answer exceeded a limit. */
  readonly why: 'timed out' | 'cut';
}

/** A server answered a datagram. */
export interface Echoed {
  readonly kind: 'echoed';
  /** The identity of the container that answered; undefined where it is none of the suite's. */
  readonly by: string | undefined;
  /** The address that it saw the datagram come from, if it reports it. */
  readonly client: string | undefined;
}

/** The sender's kernel refuses to send this. */
export interface Forbidden {
  readonly kind: 'forbidden';
}

/** The connection was refused at once: nothing listens there. */
export interface Refused {
  readonly kind: 'refused';
}

/** The connection was reset before an answer. */
export interface Reset {
  readonly kind: 'reset';
}

/** No answer came in time. */
export interface TimedOut {
  readonly kind: 'timed out';
  readonly limitMs: number;
}

/** The sender's host, or a router, has no route there, or rejects the packet. */
export interface Unreachable {
  readonly kind: 'unreachable';
  /**
   * `network`: no route. `host`: a route, but no host with that address, or a firewall that rejects the packet like that.
   * `prohibited`: a firewall or a route rejects it as prohibited.
   */
  readonly what: 'network' | 'host' | 'prohibited';
}

/** A name without an address, and why. */
export interface Unresolved {
  readonly kind: 'unresolved';
  readonly reason: UnresolvedReason;
}

/** `unknown`: the program did not print why and no query was sent, or the DNS server sent no valid answer. */
export type UnresolvedReason = 'NXDOMAIN' | 'NODATA' | 'SERVFAIL' | 'REFUSED' | 'no answer' | 'unknown';

/** A name's addresses. */
export interface Resolved {
  readonly kind: 'resolved';
  readonly addresses: readonly string[];
}

/** The names of an address: the result of a reverse lookup. */
export interface Named {
  readonly kind: 'named';
  readonly names: readonly string[];
}

/** The answer does not fit into a datagram: the query is to be repeated over TCP. */
export interface Truncated {
  readonly kind: 'truncated';
}

/** What can come of a DNS query. */
export type NameAnswer = Resolved | Named | Truncated | Unresolved;

/** The answer of a DNS server, and its address. */
export type Resolution = NameAnswer & { readonly resolver: string };

/** What can come of requesting a page. Blocked, refused and unresolved are three different promises. */
export type PageAnswer = Answered | Unfinished | Refused | Reset | TimedOut | Unreachable | Unresolved;

/** What came of requesting a page, and how it was sent. */
export type PageOutcome = PageAnswer & Sent;

/** What can come of a datagram that asks for an answer. */
export type DatagramAnswer = Echoed | Refused | TimedOut | Unreachable | Forbidden;

/** What came of a datagram, and how it was sent. */
export type DatagramOutcome = DatagramAnswer & Sent;

/** What came of a DNS query, and how it was sent. */
export type NameOutcome = Resolution & Sent;

export type Outcome = PageOutcome | NameOutcome | DatagramOutcome;

/** What came of a request, whatever it was. */
export type Answer = PageAnswer | DatagramAnswer | Resolution;

/** What came of a request, without how it was sent. */
export function answerOf(outcome: Outcome): Answer {
  const { from: _from, request: _request, tookMs: _tookMs, evidence: _evidence, ...answer } = outcome;
  return answer;
}

/** A request that could not be sent: never an outcome, so never taken for "blocked". */
export class ProbeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProbeError';
  }
}

/** An outcome in a few words, for people. */
export function describeOutcome(outcome: Answer & { readonly evidence?: Evidence }): string {
  switch (outcome.kind) {
    case 'answered':
      return `answered with ${outcome.status} by ${outcome.by ?? 'an unknown server'} at ${outcome.address}`;
    case 'unfinished':
      return `answered incompletely with ${outcome.status} by ${outcome.by ?? 'an unknown server'} at ${outcome.address}: the answer ${unfinishedBy[outcome.why]}`;
    case 'echoed':
      return `answered by ${outcome.by ?? 'an unknown server'}, which saw it come from ${outcome.client ?? 'an unknown address'}`;
    case 'resolved':
      return `resolved to ${outcome.addresses.join(', ')} by ${outcome.resolver}`;
    case 'named':
      return `resolved to ${outcome.names.join(', ')} by ${outcome.resolver}`;
    case 'truncated':
      return `truncated by ${outcome.resolver}`;
    case 'unresolved':
      return `unresolved (${unresolvedDetail(outcome)})`;
    case 'timed out':
      return `timed out after ${outcome.limitMs} ms`;
    case 'unreachable':
      return `unreachable (${unreachableBecause[outcome.what]})`;
    case 'refused':
    case 'reset':
    case 'forbidden':
      return outcome.kind;
  }
}

/** An outcome without what changes from run to run: `answered by grafana`, `unresolved (NXDOMAIN)`, `timed out`. */
export function briefly(outcome: Answer): string {
  switch (outcome.kind) {
    case 'answered':
    case 'echoed':
      return `answered by ${memberNamed(outcome.by) ?? 'an unknown server'}`;
    case 'unfinished':
      return `answered incompletely (the answer ${unfinishedBy[outcome.why]})`;
    case 'unresolved':
      return `unresolved (${outcome.reason})`;
    case 'unreachable':
      return `unreachable (${unreachableBecause[outcome.what]})`;
    default:
      return outcome.kind;
  }
}

/** The member of the scenario in an identity such as `dnc-1a2b3c-4d5e-grafana`. */
function memberNamed(identity: string | undefined): string | undefined {
  return identity?.split('-').at(-1);
}

const unreachableBecause: Record<Unreachable['what'], string> = {
  network: 'no route',
  host: 'no host at that address',
  prohibited: 'administratively prohibited',
};

const unfinishedBy: Record<Unfinished['why'], string> = {
  'timed out': 'did not end in time',
  cut: 'was cut off',
};

function unresolvedDetail(outcome: Unresolved & { resolver?: string; evidence?: Evidence }): string {
  const resolver = outcome.resolver ?? outcome.evidence?.resolution?.resolver;
  return resolver ? `${outcome.reason} from ${resolver}` : outcome.reason;
}
