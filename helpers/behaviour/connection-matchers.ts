import type { Connections } from '../probe/connect.ts';
import { type ConnectionOutcome, type Outcome, ProbeError } from '../probe/outcome.ts';
import type { Reach } from '../probe/reach.ts';
import { type MatcherResult, answeredBy, hasNoAnswer, judged, negative, serverOf } from './matchers.ts';

export type ReceivedConnections = Connections | Promise<Connections>;

/** Connections to the same port of the same containers, from where they are open and at the same time. */
export interface ConnectedElsewhere {
  readonly control: ReceivedConnections;
}

/** The expectations of connections to what runs already. */
export interface ConnectionMatchers {
  /** Each connection was opened, and its target has it in its table of sockets. */
  toBeOpen(): Promise<void>;
  /** No connection was opened; each of the control was, to the same containers. A dead server does not count as closed. */
  toBeClosed(elsewhere: ConnectedElsewhere): Promise<void>;
}

/** Judges that each connection was opened to its target. */
export function connectionsOpen({ outcomes, to }: Connections): MatcherResult {
  return each(to.name, outcomes, (outcome) =>
    judged(answeredBy(outcome, outcome.target), outcome, { kind: 'answered', by: serverOf(outcome.target) }),
  );
}

/** Judges that no connection was opened, beside one to the same container that was. */
export async function connectionsClosed(table: Connections, elsewhere: Connections | Reach): Promise<MatcherResult> {
  const results: MatcherResult[] = [];
  for (const outcome of table.outcomes) {
    const answered = { control: controlOf(outcome, elsewhere), answeredBy: outcome.target };
    results.push(await negative(outcome, answered, { kind: 'no answer' }, isClosed));
  }
  return worst(table.to.name, results);
}

/** A name that does not resolve leads nowhere, as no route does. */
function isClosed(outcome: Outcome): boolean {
  return hasNoAnswer(outcome) || (outcome.kind === 'unresolved' && outcome.reason !== 'no answer');
}

/** The control of a connection: to the same container and port. */
function controlOf({ target, port }: ConnectionOutcome, elsewhere: Connections | Reach): ConnectionOutcome {
  if (elsewhere.kind !== 'connections')
    throw new ProbeError(
      `the control of ${target.name} is no connection: use connect(${target.name}, ${port}) as well`,
    );
  const same = elsewhere.outcomes.filter((one) => one.target.identity === target.identity && one.port === port);
  const [first] = same;
  if (!first)
    throw new ProbeError(
      `the control connects to ${elsewhere.to.name} at ${elsewhere.outcomes[0]?.port ?? 'no port'}, and not to ${target.name} at ${port}: nothing can be concluded`,
    );
  return same.find((one) => answeredBy(one, target)) ?? first;
}

function each(
  name: string,
  outcomes: readonly ConnectionOutcome[],
  judge: (outcome: ConnectionOutcome) => MatcherResult,
): MatcherResult {
  return worst(name, outcomes.map(judge));
}

/** The first failure, or else the first result. */
function worst(name: string, results: readonly MatcherResult[]): MatcherResult {
  const [first] = results;
  if (!first) throw new ProbeError(`no connection to ${name} was tried`);
  return results.find(({ pass }) => !pass) ?? first;
}
