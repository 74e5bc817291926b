import type { Request, VantagePoint } from './request.ts';

/** How a request was made: enough to make it again manually. */
export interface Asked {
  readonly from: VantagePoint;
  readonly request: Request;
  readonly tookMs: number;
  readonly evidence: Evidence;
}

/** What the asking program said, as it said it. */
export interface Evidence {
  readonly command: string;
  readonly exitCode?: number;
  readonly said?: string;
  /** What the name in the request resolved to, where it has one. */
  readonly resolution?: Resolution;
}

/** A server spoke HTTP. */
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

/** A server began to answer, and the answer has no end: more than silence, and less than an answer. */
export interface Unfinished extends Omit<Answered, 'kind'> {
  readonly kind: 'unfinished';
  /** `timed out`: time was up while it went on. `cut`: the connection ended, or went beyond all measure. */
  readonly why: 'timed out' | 'cut';
}

/** A server answered a datagram. */
export interface Echoed {
  readonly kind: 'echoed';
  /** The identity of the container that answered; undefined where it is none of the suite's. */
  readonly by: string | undefined;
  /** The address that it saw the question come from, as far as it tells. */
  readonly client: string | undefined;
}

/** The asker's own kernel does not let it send this. */
export interface Forbidden {
  readonly kind: 'forbidden';
}

/** Something said no at once: nothing listens there. */
export interface Refused {
  readonly kind: 'refused';
}

/** The connection was there, and was cut before an answer. */
export interface Reset {
  readonly kind: 'reset';
}

/** Nobody said anything in the time allowed. */
export interface TimedOut {
  readonly kind: 'timed out';
  readonly limitMs: number;
}

/** The asker's own host, or a router, knows no way there, or does not let the packet pass. */
export interface Unreachable {
  readonly kind: 'unreachable';
  /**
   * `network`: no route. `host`: a route, but no host with that address, or a firewall that rejects the packet like that.
   * `prohibited`: a firewall or a route forbids it, and says that.
   */
  readonly what: 'network' | 'host' | 'prohibited';
}

/** A name without an address, and whose word that is. */
export interface Unresolved {
  readonly kind: 'unresolved';
  readonly reason: UnresolvedReason;
}

/** `unknown`: the asking program did not tell and no resolver was asked, or what the resolver sent is no answer. */
export type UnresolvedReason = 'NXDOMAIN' | 'NODATA' | 'SERVFAIL' | 'REFUSED' | 'no answer' | 'unknown';

/** A name's addresses. */
export interface Resolved {
  readonly kind: 'resolved';
  readonly addresses: readonly string[];
}

/** An address's names: what a reverse lookup finds. */
export interface Named {
  readonly kind: 'named';
  readonly names: readonly string[];
}

/** The answer does not fit into a datagram: it is to be asked for over TCP. */
export interface Truncated {
  readonly kind: 'truncated';
}

/** What can come of asking a resolver. */
export type NameAnswer = Resolved | Named | Truncated | Unresolved;

/** What a resolver said, and which one. */
export type Resolution = NameAnswer & { readonly resolver: string };

/** What can come of asking for a page. Blocked, refused and unresolved are three different promises. */
export type PageAnswer = Answered | Unfinished | Refused | Reset | TimedOut | Unreachable | Unresolved;

/** What came of asking for a page, and how it was asked. */
export type PageOutcome = PageAnswer & Asked;

/** What can come of sending a datagram that asks for an answer. */
export type DatagramAnswer = Echoed | Refused | TimedOut | Unreachable | Forbidden;

/** What came of sending a datagram, and how it was sent. */
export type DatagramOutcome = DatagramAnswer & Asked;

/** What came of asking for a name. */
export type NameOutcome = Resolution & Asked;

export type Outcome = PageOutcome | NameOutcome | DatagramOutcome;

/** What came of a request, whatever it was. */
export type Answer = PageAnswer | DatagramAnswer | Resolution;

/** What came of a request, without how it was made. */
export function answerOf(outcome: Outcome): Answer {
  const { from: _from, request: _request, tookMs: _tookMs, evidence: _evidence, ...answer } = outcome;
  return answer;
}

/** A question that could not be put: never an outcome, so never taken for "blocked". */
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
  host: 'no such host',
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
