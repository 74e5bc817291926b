import { isDeepStrictEqual } from 'node:util';
import { joinedWithAnd } from '../../engine/joined-with-and.ts';
import type { Probe } from '../../probe/journal.ts';
import { printVantagePoint, requestedHost } from '../../probe/request.ts';
import type { ProbeFailure } from '../failure.ts';

/** The suspected cause of a failure in a table of ways, where some ways of its line are open and others are closed. */
export function suspectWays(failure: ProbeFailure, probes: readonly Probe[]): string | undefined {
  const { table, from, request, observed } = failure;
  if (!table) return undefined;
  const line = probes.filter(
    (probe) =>
      probe.table?.to === table.to &&
      isDeepStrictEqual(probe.from, from) &&
      requestedHost(probe.request) === requestedHost(request),
  );
  // a request by a way may have been repeated
  const openings = new Map<string, boolean>();
  for (const probe of line)
    if (probe.table) openings.set(probe.table.way, isOpen(probe) || openings.get(probe.table.way) === true);
  const named = (wanted: boolean): string =>
    joinedWithAnd([...openings].flatMap(([way, isWayOpen]) => (isWayOpen === wanted ? [way] : [])));
  const [open, closed] = [named(true), named(false)];
  if (open === '' || closed === '') return undefined;
  const ways = `from ${printVantagePoint(from)} to ${table.to}, ${open} got an answer and ${closed} did not`;
  return isOpen(failure.observed)
    ? `${ways}: what blocks the one does not block the other, such as a firewall rule for one protocol or port`
    : `${ways}: the route is there, and something ${observed.kind === 'timed out' ? 'drops' : 'rejects'} packets by their protocol or port, such as a firewall rule`;
}

function isOpen({ kind }: { readonly kind: string }): boolean {
  return kind === 'answered' || kind === 'echoed';
}
