import { from } from '../probe/from.ts';
import { openMany } from '../probe/many.ts';
import type { RunningContainer } from '../scenario/running.ts';

/**
 * The MAC addresses of containers on one network, as the first of them sees them: its own, and those of the others in its
 * ARP table, once it has opened a connection to each.
 */
export async function macsSeenByFirst(...[first, ...others]: readonly RunningContainer[]): Promise<string[]> {
  if (!first) return [];
  await openMany(
    first,
    others.map(({ address, port }) => ({ address, port })),
  );
  const [interfaces, lines] = await Promise.all([
    from(first).interfaces(),
    from(first).linesOf('/proc/net/arp', String.raw`^[0-9.]+ .*([0-9a-f]{2}:){5}`),
  ]);
  const table = new Map(lines.map((line) => [line.split(' ')[0], line.match(/(?:[\da-f]{2}:){5}[\da-f]{2}/)?.[0]]));
  const own = interfaces.find(({ name }) => name !== 'lo')?.mac;
  return [own, ...others.map(({ address }) => table.get(address))].flatMap((mac) => mac ?? []);
}
