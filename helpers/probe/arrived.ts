import type { RunningLanHost } from '../scenario/hosts.ts';
import { RunningContainer } from '../scenario/running.ts';
import { type Family, echoRequests, receivedDatagrams } from './counters.ts';
import { countersIn } from './echo-requests.ts';
import { countersOf } from './lan-host-program.ts';
import type { Way } from './request.ts';

/**
 * The ways by which anything has arrived at a container since its start, or at a LAN host, whether or not it can answer:
 * its kernel counts pings and datagrams, and the answers to its own datagrams among these. Throws a ProbeError where the
 * counters cannot be read.
 */
export async function arrivedAt(member: RunningContainer | RunningLanHost, family: Family = 4): Promise<Way[]> {
  const tables = await (member instanceof RunningContainer ? countersIn(member) : countersOf(member));
  const counts = { UDP: receivedDatagrams(tables, family), ping: echoRequests(tables, family) } as const;
  return (['UDP', 'ping'] as const).filter((way) => counts[way] > 0);
}
