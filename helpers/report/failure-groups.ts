import { joinedWithAnd } from '../engine/joined-with-and.ts';
import {
  type Failure,
  type FailureParts,
  type ProbeFailure,
  failureParts,
  printEvidence,
  printParts,
  withoutRepeats,
} from '../behaviour/failure.ts';
import { printExpectation } from '../probe/expectation.ts';
import { type Answer, type InTable, summarizeOutcome } from '../probe/outcome.ts';
import { printVantagePoint, requestedHost } from '../probe/request.ts';

type InTableFailure = ProbeFailure & { readonly table: InTable };

/**
 * Failures as text, part by part, without those that repeat another. The ways of a table that failed from one vantage point
 * to one server are one.
 */
export function groupedFailures(failures: readonly Failure[]): FailureParts[] {
  const groups = Map.groupBy(withoutRepeats(failures), (failure) => (isInTable(failure) ? lineKey(failure) : failure));
  return [...groups.values()].map((group) => {
    const [first] = group as [Failure];
    return isInTable(first) ? partsOfLine(group.filter(isInTable), first) : failureParts(first);
  });
}

/** Failures as text, a line for each part, each apart. */
export function printGroups(failures: readonly Failure[]): string {
  return groupedFailures(failures).map(printParts).join('\n\n');
}

function isInTable(failure: Failure): failure is InTableFailure {
  return failure.kind === 'probe' && failure.table !== undefined;
}

function lineKey({ from, table, request, expected }: InTableFailure): string {
  return JSON.stringify([from, table.to, requestedHost(request), expected]);
}

/** The evidence is that of the first way: the results have all. */
function partsOfLine(failures: readonly InTableFailure[], first: InTableFailure): FailureParts {
  const { from, table, request, expected, evidence, tookMs } = first;
  const outcomes = Map.groupBy(failures, ({ observed }) => outcomeOf(observed));
  const observed = [...outcomes].map(
    ([text, inside]) => `${joinedWithAnd([...new Set(inside.map((one) => one.table.way))])} ${text}`,
  );
  return {
    subject: `from ${printVantagePoint(from)} to ${table.to} (${requestedHost(request)})`,
    expected: printExpectation(expected),
    observed: observed.join(', '),
    evidence: `${failures.length > 1 ? `${table.way}: ` : ''}${printEvidence(evidence, tookMs)}`,
  };
}

/** An outcome without what differs from way to way. */
function outcomeOf(observed: Answer): string {
  return observed.kind === 'answered' || observed.kind === 'echoed'
    ? `answered by ${observed.by ?? 'an unknown server'}`
    : summarizeOutcome(observed);
}
