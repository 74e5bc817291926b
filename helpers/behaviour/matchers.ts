import { equals } from '@jest/expect-utils';
import { expect as jestExpect } from '@jest/globals';
import type { Addressed, Expectation, Server } from '../probe/expectation.ts';
import { recordExpectation, sentAgain } from '../probe/journal.ts';
import { ANSWER_TIMEOUT_MS } from '../probe/limits.ts';
import {
  type DatagramOutcome,
  type NameOutcome,
  type Outcome,
  type PageOutcome,
  ProbeError,
  type SystemOutcome,
  type UnresolvedReason,
  answerOf,
  isUnansweredLookup,
} from '../probe/outcome.ts';
import type { ContainerIdentity } from '../scenario/running.ts';
import { ControlFailed, printFailure, probeFailure } from './failure.ts';
import { mayBeAnswered, settled } from './judging.ts';
import { answerInTime, longEnough, onceResolved } from './silence.ts';
import type { Control } from './verdict.ts';

interface ExpectedAnswer {
  readonly status?: number;
  readonly bodyContaining?: string;
  /** The address that answers. */
  readonly at?: string;
}

/** A control by the same way as a request: a page for a page, a datagram for a datagram. */
interface ControlFor<O extends PageOutcome | DatagramOutcome> {
  readonly control: O | Promise<O>;
  readonly answeredBy: Control['answeredBy'];
}

/**
 * The expectations of specs. In a behaviour, one that does not hold is collected: Jest's own matchers, which throw, and
 * `not` are no part of it.
 */
export interface SuiteMatchers<O extends PageOutcome | DatagramOutcome> {
  /** This container answered, with this status or body and at this address if given. */
  toBeAnsweredBy(container: ContainerIdentity, answer?: ExpectedAnswer): Promise<void>;
  /** The name resolves to the addresses of these, in any order, and to nothing else. */
  toResolveTo(...owners: Addressed[]): Promise<void>;
  /** The DNS server knows the name, and answers that it has no record of the type in the query. */
  toHaveNoData(): Promise<void>;
  /** The name does not resolve, for this reason if given; the control is answered. */
  toBeUnresolved(control: Control, reason?: UnresolvedReason): Promise<void>;
  /**
   * The outcome is the same as for a name that does not exist, which depends on the user's own DNS server; the control
   * is answered.
   */
  toBeUnknown(ofUnknownName: Outcome, control: Control): Promise<void>;
  /** The connection is refused, because nothing listens there; the control is answered. */
  toBeRefused(control: ControlFor<O>): Promise<void>;
  /** The sender has no route; the control is answered. */
  toBeUnreachable(control: ControlFor<O>): Promise<void>;
  /** The request times out, or is refused, unreachable or forbidden; the control is answered. */
  toBeBlocked(control: ControlFor<O>): Promise<void>;
}

/** The result of a matcher, for Jest. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

type Received = Promise<Outcome> | Outcome;

jestExpect.extend({
  async toBeAnsweredBy(
    received: Promise<PageOutcome | DatagramOutcome>,
    container: ContainerIdentity,
    answer: ExpectedAnswer = {},
  ) {
    const outcome = await answerInTime(await received);
    checkIdentity(container);
    const right =
      answeredBy(outcome, container) &&
      (answer.at === undefined || ('address' in outcome && outcome.address === answer.at)) &&
      (answer.status === undefined || ('status' in outcome && outcome.status === answer.status)) &&
      (answer.bodyContaining === undefined || ('body' in outcome && outcome.body.includes(answer.bodyContaining)));
    return judged(right, outcome, { kind: 'answered', by: serverOf(container), ...answer });
  },

  async toResolveTo(received: Promise<NameOutcome | SystemOutcome>, ...owners: Addressed[]) {
    const outcome = await received;
    const wanted = owners.map(({ address }) => address).toSorted();
    const right = outcome.kind === 'resolved' && equals(outcome.addresses.toSorted(), wanted);
    const to = owners.map(({ name, address }) => ({ name, address }));
    return judged(right, outcome, { kind: 'resolved', to });
  },

  async toHaveNoData(received: Promise<NameOutcome>) {
    const outcome = await received;
    const right = outcome.kind === 'unresolved' && outcome.reason === 'NODATA';
    return judged(right, outcome, { kind: 'unresolved', reason: 'NODATA' });
  },

  toBeUnresolved: (received: Received, control: Control, reason?: UnresolvedReason) =>
    negative(
      received,
      control,
      { kind: 'unresolved', ...(reason === undefined ? {} : { reason }) },
      (outcome) => outcome.kind === 'unresolved' && (reason === undefined || outcome.reason === reason),
    ),

  toBeUnknown: async (received: Received, ofUnknownName: Outcome, control: Control) =>
    negative(
      await withPatience(await received, ofUnknownName),
      control,
      { kind: 'unknown', drawn: answerOf(ofUnknownName) },
      (outcome) => isAsUnknown(outcome, ofUnknownName),
    ),

  toBeRefused: (received: Received, control: Control) =>
    negative(received, control, { kind: 'refused' }, ({ kind }) => kind === 'refused'),

  toBeUnreachable: (received: Received, control: Control) =>
    negative(received, control, { kind: 'unreachable' }, hasNoRoute),

  toBeBlocked: (received: Received, control: Control) =>
    negative(received, control, { kind: 'no answer' }, hasNoAnswer),
});

/** Throws a ProbeError for a container of the user: its answers do not show that they are its own. */
function checkIdentity({ name, identity }: Partial<ContainerIdentity>): void {
  if (identity !== undefined) return;
  throw new ProbeError(
    `${name} is not of the suite, so that a page or a datagram does not show whether it answered: expect(from(…).connect(${name}, PORT)).toBeOpen() finds that in its table of sockets`,
  );
}

/** Jest's expect with the matchers of this suite, and no others. */
export const expect = jestExpect as unknown as Expect;

/** Gives the expectations of an outcome: those that fit its request. */
export interface Expect {
  (received: PageOutcome | Promise<PageOutcome>): SuiteMatchers<PageOutcome>;
  (received: DatagramOutcome | Promise<DatagramOutcome>): SuiteMatchers<DatagramOutcome>;
  /** Of a lookup. */
  (received: Received): SuiteMatchers<PageOutcome | DatagramOutcome>;
}

/** Adds matchers of other values. */
export const addMatchers = (matchers: Parameters<typeof jestExpect.extend>[0]): void => jestExpect.extend(matchers);

/** Whether the sender has no route. */
export function hasNoRoute(outcome: Outcome): boolean {
  return outcome.kind === 'unreachable' && outcome.what === 'network';
}

/** Whether a request got no answer, neither a complete nor an incomplete one. */
export function hasNoAnswer({ kind }: Outcome): boolean {
  return ['unreachable', 'timed out', 'refused', 'forbidden'].includes(kind);
}

/** Whether this container answered, and no other. */
export function answeredBy(outcome: Outcome, { identity }: Pick<ContainerIdentity, 'identity'>): boolean {
  return isAnswer(outcome) && outcome.by === identity;
}

function isAnswer(outcome: Outcome): outcome is Extract<Outcome, { readonly by: string | undefined }> {
  return ['answered', 'echoed', 'connected'].includes(outcome.kind);
}

/** Why a name is unresolved if the user's DNS server does not answer: the engine may report it in time, or not. */
const UNANSWERED: ReadonlySet<UnresolvedReason> = new Set(['no answer', 'not found', 'SERVFAIL', 'unknown']);

/** The outcomes of a request to an address without a server. */
const SILENT: ReadonlySet<Outcome['kind']> = new Set(['timed out', 'unreachable', 'refused', 'reset']);

/**
 * A lookup without an answer in the short time that one of an unknown name has, sent again with the time that an expected
 * answer has: one is expected where the DNS server answered the lookup of the drawn name.
 */
async function withPatience(outcome: Outcome, drawn: Outcome): Promise<Outcome> {
  if (!isUnansweredLookup(outcome) || isUnansweredLookup(drawn)) return outcome;
  return (await sentAgain(outcome, ANSWER_TIMEOUT_MS)) ?? outcome;
}

/** Whether an outcome shows no more than that of a drawn name, which no one has: unresolved, or at a wildcard zone's address. */
function isAsUnknown(one: Outcome, drawn: Outcome): boolean {
  // what cannot be read says nothing about a name
  if ([one, drawn].some((each) => each.kind === 'unresolved' && each.reason === 'invalid answer')) return false;
  if (one.kind === 'unresolved' && drawn.kind === 'unresolved')
    return (
      one.reason === drawn.reason ||
      [one, drawn].every(({ reason }) => UNANSWERED.has(reason)) ||
      // the name is denied, and the lookup of the drawn one took too long, as an upstream DNS server may
      (one.reason === 'NXDOMAIN' && UNANSWERED.has(drawn.reason))
    );
  if (one.kind === 'resolved' && drawn.kind === 'resolved')
    return equals(one.addresses.toSorted(), drawn.addresses.toSorted());
  if (one.kind === 'answered' && drawn.kind === 'answered') return one.address === drawn.address && !one.by;
  // at the address of a wildcard zone, a timeout and the kernel's "no route to host" come at about the same time
  return one.kind === drawn.kind || [one, drawn].every(({ kind }) => SILENT.has(kind));
}

const answered = async (control: Received): Promise<Outcome> => answerInTime(await control);

/**
 * Judges an outcome that must be negative, with the control that is answered at the same time. Throws ControlFailed, which
 * ends the judging.
 */
export async function negative(
  received: Received,
  control: { readonly control: Received; readonly answeredBy: Control['answeredBy'] },
  expected: Expectation,
  holds: (outcome: Outcome) => boolean,
): Promise<MatcherResult> {
  const [first, positive] = await Promise.all([received, answered(control.control)]);
  checkIdentity(control.answeredBy);
  const isAnswered = (outcome: Outcome) => answeredBy(outcome, control.answeredBy);
  const works = isAnswered(positive);
  const wanted: Expectation = { kind: 'answered', by: serverOf(control.answeredBy) };
  recordExpectation(positive, { expected: wanted, held: works });
  if (!works) throw new ControlFailed(probeFailure(positive, wanted));
  const resolved = holds(first) ? first : await onceResolved(first);
  const awaited = mayBeAnswered(resolved) ? await answerInTime(resolved) : resolved;
  const beside = await longEnough(awaited, positive, isAnswered);
  recordExpectation(beside.control, { expected: wanted, held: true });
  return judged(holds(beside.outcome), beside.outcome, expected, beside.control);
}

/**
 * Records the expectation of an outcome, and whether it held. In a behaviour, a failure is collected, and the matcher
 * passes: the next expectation is judged as well.
 */
export function judged(held: boolean, outcome: Outcome, expected: Expectation, control?: Outcome): MatcherResult {
  recordExpectation(outcome, { expected, held, ...(control ? { control } : {}) });
  const failure = probeFailure(outcome, expected);
  return { pass: settled(held, () => failure), message: () => printFailure(failure) };
}

/** The part of a member of the scenario that is reported. */
export function serverOf({ name, identity }: Server): Server {
  return { name, identity };
}
