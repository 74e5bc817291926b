import type { Expectation } from '../probe/expectation.ts';
import { type DatagramOutcome, type Outcome, type PageOutcome, ProbeError } from '../probe/outcome.ts';
import type { Reach } from '../probe/reach.ts';
import {
  type ConnectedElsewhere,
  type ConnectionMatchers,
  type ReceivedConnections,
  connectionsClosed,
  connectionsOpen,
} from './connection-matchers.ts';
import type { Way } from '../probe/request.ts';
import {
  type Expect,
  type MatcherResult,
  addMatchers,
  answeredBy,
  expect as suiteExpect,
  hasNoAnswer,
  hasNoRoute,
  judged,
  negative,
  serverOf,
} from './matchers.ts';
import { answerInTime } from './silence.ts';

type Received = Reach | Promise<Reach>;

/**
 * The same ways to the same server, from where they are open and at the same time: without it, a dead server would count
 * as isolation.
 */
interface OpenElsewhere {
  readonly control: Received;
}

/** The expectations of a table of ways. */
interface ReachMatchers {
  /** The server answers by every way. */
  toBeOpen(): Promise<void>;
  /** The server answers by no way; the control is answered by each of them. */
  toBeClosed(elsewhere: OpenElsewhere): Promise<void>;
  /** The sender has no route, by any way; the control is answered by each of them. */
  toHaveNoRoute(elsewhere: OpenElsewhere): Promise<void>;
  /** The server answers by these ways, and by none of the others; the control is answered by each of the others. */
  toBeOpenOnlyBy(open: readonly Way[], elsewhere: OpenElsewhere): Promise<void>;
}

addMatchers({
  toBeOpen: async (received: Received | ReceivedConnections) => {
    const table = await received;
    return table.kind === 'connections' ? connectionsOpen(table) : each(table, (way) => open(table, way));
  },

  toBeClosed: async (received: Received | ReceivedConnections, { control }: OpenElsewhere | ConnectedElsewhere) => {
    const [table, elsewhere] = await Promise.all([received, control]);
    if (table.kind === 'connections') return connectionsClosed(table, elsewhere);
    if (elsewhere.kind === 'connections') throw new ProbeError(`the control of ${table.to.name} is no table of ways`);
    return closed(table, elsewhere, { kind: 'no answer' }, hasNoAnswer);
  },

  toHaveNoRoute: (received: Received, { control }: OpenElsewhere) =>
    closed(received, control, { kind: 'unreachable' }, hasNoRoute),

  toBeOpenOnlyBy: (received: Received, ways: readonly Way[], { control }: OpenElsewhere) =>
    closed(received, control, { kind: 'no answer' }, hasNoAnswer, ways),
});

/**
 * The suite's expectations: of one outcome, of a table of ways, or of connections. A negative takes a control of the same
 * way.
 */
export const expect = suiteExpect as Expect &
  ((received: Received) => ReachMatchers) &
  ((received: ReceivedConnections) => ConnectionMatchers);

/** Judges every way of a table: those in `ways` must be open, and the others closed. */
async function closed(
  received: Received,
  control: Received,
  expected: Expectation,
  holds: (outcome: Outcome) => boolean,
  ways: readonly Way[] = [],
): Promise<MatcherResult> {
  const [table, elsewhere] = await Promise.all([received, control]);
  const unsent = ways.find((way) => !table.outcomes.has(way));
  if (unsent) throw new ProbeError(`no request was sent to ${table.to.name} by ${unsent}`);
  return each(table, (way) => {
    if (ways.includes(way)) return open(table, way);
    const answered = { control: controlOf(table, elsewhere, way), answeredBy: table.to };
    return negative(outcomeOf(table, way), answered, expected, holds);
  });
}

/** Judges every way of a table; the result is that of the first failure, if any. */
async function each({ outcomes, to }: Reach, judge: (way: Way) => Promise<MatcherResult>): Promise<MatcherResult> {
  const results = await Promise.all([...outcomes.keys()].map((way) => judge(way)));
  const [first] = results;
  if (!first) throw new ProbeError(`no request was sent to ${to.name} by any way`);
  return results.find(({ pass }) => !pass) ?? first;
}

async function open(table: Reach, way: Way): Promise<MatcherResult> {
  const outcome = await answerInTime(outcomeOf(table, way));
  return judged(answeredBy(outcome, table.to), outcome, { kind: 'answered', by: serverOf(table.to) });
}

function outcomeOf({ outcomes, to }: Reach, way: Way): PageOutcome | DatagramOutcome {
  const outcome = outcomes.get(way);
  if (!outcome) throw new ProbeError(`no request was sent to ${to.name} by ${way}`);
  return outcome;
}

/** The control of one way: of the same server, by the same way. */
function controlOf({ to }: Reach, elsewhere: Reach, way: Way): PageOutcome | DatagramOutcome {
  if (elsewhere.to.identity !== to.identity)
    throw new ProbeError(`the control of ${to.name} is about ${elsewhere.to.name}, another server`);
  return outcomeOf(elsewhere, way);
}
