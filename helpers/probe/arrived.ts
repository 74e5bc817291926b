import type { RunningContainer } from '../scenario/running.ts';
import { type Family, datagrams, echoRequests } from './counters.ts';
import { countersIn } from './echo-requests.ts';
import type { Way } from './request.ts';

/**
 * The ways by which anything has arrived at a container since its start, whether or not it can answer: its kernel counts
 * pings and datagrams. Throws a ProbeError where the counters cannot be read.
 */
export async function arrivedAt(container: RunningContainer, family: Family = 4): Promise<Way[]> {
  const tables = await countersIn(container);
  const counts = { UDP: datagrams(tables, family), ping: echoRequests(tables, family) } as const;
  return (['UDP', 'ping'] as const).filter((way) => counts[way] > 0);
}
