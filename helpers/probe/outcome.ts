import type { Request, VantagePoint, Way } from './request.ts';

/** How a request was sent. */
export interface Sent {
  readonly from: VantagePoint;
  readonly request: Request;
  readonly tookMs: number;
  readonly evidence: Evidence;
  /** The server and the way, if it is one of a table of ways. */
  readonly table?: InTable | undefined;
}

/** The position of a request in a table of ways: the server's name in the scenario, and the way. */
export interface InTable {
  readonly to: string;
  readonly way: Way;
}

/** The program that sent a request, and its output. */
export interface Evidence {
  readonly command: string;
  readonly exitCode?: number;
  /** Its error message, as printed. */
  readonly printed?: string;
  /** The lookup of the name in the request, if it has one. */
  readonly resolution?: Resolution;
}

/** A server answered over HTTP. */
export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** At most 64 KiB of it. */
  readonly body: string;
  /** The identity of the container that answered; undefined for a server that is not the suite's. */
  readonly by: string | undefined;
  /** The address that answered. */
  readonly address: string;
}

/** An incomplete answer: it counts neither as an answer nor as none. */
export interface Unfinished extends Omit<Answered, 'kind'> {
  readonly kind: 'unfinished';
  /** `timed out`: the answer did not end in time. `cut`: the connection ended, or the answer exceeded a limit. */
  readonly why: 'timed out' | 'cut';
}

/** A server answered a datagram, or a kernel a ping. */
export interface Echoed {
  readonly kind: 'echoed';
  /** The identity of the container that answered; undefined for a server that is not the suite's. */
  readonly by: string | undefined;
  /** The source address of the datagram as the server saw it, if it reports that; undefined for a ping. */
  readonly client: string | undefined;
}

/** A TCP connection was opened. */
export interface Connected {
  readonly kind: 'connected';
  /**
   * The containers of which one has the connection in its table of sockets; undefined where none of the targets
   * has.
   */
  readonly by: string | undefined;
}

/** The sender's kernel refused to send the datagram. */
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

/** No answer within the limit. */
export interface TimedOut {
  readonly kind: 'timed out';
  readonly limitMs: number;
}

/** The sender's host, or a router, has no route, or rejects the packet. */
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

/**
 * `not found`: the system's resolver found no address, and reports no reason. `invalid answer`: the DNS server sent bytes
 * that are no answer to the query. `unknown`: the program printed no reason and no query was sent, or the answer has another
 * error code.
 */
export type UnresolvedReason =
  | 'NXDOMAIN'
  | 'NODATA'
  | 'SERVFAIL'
  | 'REFUSED'
  | 'no answer'
  | 'not found'
  | 'invalid answer'
  | 'unknown';

/** A name's addresses. */
export interface Resolved {
  readonly kind: 'resolved';
  readonly addresses: readonly string[];
}

/** The names of an address, the result of a reverse lookup; or the data of other records, as text. */
export interface Named {
  readonly kind: 'named';
  readonly names: readonly string[];
}

/** The answer does not fit into a datagram: the query is to be repeated over TCP. */
export interface Truncated {
  readonly kind: 'truncated';
}

/** The possible outcomes of a DNS query. */
export type NameAnswer = Resolved | Named | Truncated | Unresolved;

/** The answer of a DNS server, its address, and whether it offers recursion (the flag RA), if it does. */
export type Resolution = NameAnswer & {
  readonly resolver: string;
  readonly offersRecursion?: true;
  /** For how many seconds its records may be cached, the longest of them. */
  readonly ttl?: number;
};

/** The possible outcomes of a lookup by the system's resolver. */
export type SystemAnswer = Resolved | Unresolved;

/** The possible outcomes of an HTTP request. Blocked, refused and unresolved are three different promises. */
export type PageAnswer = Answered | Unfinished | Refused | Reset | TimedOut | Unreachable | Unresolved;

/** The outcome of an HTTP request, and how it was sent. */
export type PageOutcome = PageAnswer & Sent;

/** The possible outcomes of a datagram or a ping. */
export type DatagramAnswer = Echoed | Refused | TimedOut | Unreachable | Forbidden;

/** The outcome of a datagram or a ping, and how it was sent. */
export type DatagramOutcome = DatagramAnswer & Sent;

/** The outcome of a DNS query, and how it was sent. */
export type NameOutcome = Resolution & Sent;

/** The outcome of a lookup by the system's resolver, and how it was made. */
export type SystemOutcome = SystemAnswer & Sent;

/** The possible outcomes of a TCP connection. */
export type ConnectionAnswer = Connected | Refused | TimedOut | Unreachable | Unresolved;

/** The outcome of a TCP connection, and how it was opened. */
export type ConnectionOutcome = ConnectionAnswer &
  Sent & {
    /** The container that should answer, or the service of which a replica should. */
    readonly target: { readonly name: string; readonly identity: string };
    /** The port that its program listens on; the one of the request may be of the host. */
    readonly port: number;
  };

/** The outcome of any request, and how it was sent. */
export type Outcome = PageOutcome | NameOutcome | SystemOutcome | DatagramOutcome | ConnectionOutcome;

/** The outcome of any request. */
export type Answer = PageAnswer | DatagramAnswer | Resolution | SystemAnswer | ConnectionAnswer;

/** An outcome without how its request was sent. */
export function answerOf(outcome: Outcome): Answer {
  const { from: _from, request: _request, tookMs: _tookMs, evidence: _evidence, table: _table, ...answer } = outcome;
  return answer;
}

/** Whether a lookup got no answer in time. */
export function isUnansweredLookup(answer: Answer): boolean {
  return answer.kind === 'unresolved' && answer.reason === 'no answer';
}

/** A request that could not be sent: this is not an outcome, and never counts as blocked. */
export class ProbeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProbeError';
  }
}

/** An outcome as text. */
export function describeOutcome(outcome: Answer & { readonly evidence?: Evidence }): string {
  switch (outcome.kind) {
    case 'answered':
      return `answered with ${outcome.status} by ${outcome.by ?? 'an unknown server'} at ${outcome.address}`;
    case 'unfinished':
      return `answered incompletely with ${outcome.status} by ${outcome.by ?? 'an unknown server'} at ${outcome.address}: the answer ${unfinishedBy[outcome.why]}`;
    case 'echoed':
      return `answered by ${outcome.by ?? 'an unknown server'}${outcome.client === undefined ? '' : `, which saw the source address ${outcome.client}`}`;
    case 'connected':
      return `answered by ${outcome.by ?? 'another server'}`;
    case 'resolved':
      return `resolved to ${outcome.addresses.join(', ')} by ${'resolver' in outcome ? outcome.resolver : "the system's resolver"}`;
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
export function summarizeOutcome(outcome: Answer): string {
  switch (outcome.kind) {
    case 'answered':
    case 'echoed':
      return `answered by ${memberNamed(outcome.by) ?? 'an unknown server'}`;
    case 'connected':
      return `answered by ${outcome.by ?? 'another server'}`;
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
