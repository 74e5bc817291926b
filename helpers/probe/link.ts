import { quote } from '../engine/quote.ts';
import { countIncoming, dropIncoming } from '../engine/lab/packets.ts';
import type { LabEngine } from '../engine/lab/lab-engine.ts';
import type { RunningEngineHost } from '../scenario/hosts.ts';
import { needsShell, shellVariable } from '../scenario/repro/hosts.ts';
import { recordStep } from '../scenario/steps.ts';
import { comparableCounters } from './comparable.ts';
import { ProbeError } from './outcome.ts';

/** Observes and drops incoming packets on the interface of a lab host. */
export interface LinkVantage {
  /** Runs `work` and counts the incoming packets of each kind meanwhile. A kind is an nft match. */
  countIncoming<T, K extends string>(
    kinds: Record<K, string>,
    work: () => Promise<T>,
  ): Promise<readonly [T, Record<K, number>]>;
  /** Runs `work` while incoming packets of this kind are dropped. */
  dropIncoming<T>(kind: string, work: () => Promise<T>): Promise<T>;
}

/** Kinds of packets between hosts of an overlay network, without the swarm's own connections (2377 and 7946). */
export const overlayPackets = {
  vxlan: 'udp dport 4789',
  tcp: 'tcp sport != { 2377, 7946 } tcp dport != { 2377, 7946 }',
  udp: 'udp sport != { 2377, 7946 } udp dport != { 2377, 4789, 7946 }',
  // hosts on a link find each other by ICMP for IPv6
  others: 'meta l4proto != { tcp, udp, icmpv6 }',
} as const;

/** The link of a lab host; on a user's host, no packets are dropped. */
export function linkOf({ name, lab }: RunningEngineHost): LinkVantage {
  const host = (): LabEngine => {
    if (!lab) throw new ProbeError(`the packets of ${name} cannot be observed, because it is not a lab host`);
    return lab;
  };
  return {
    async countIncoming(kinds, work) {
      const at = host();
      recordTable(
        name,
        at,
        Object.values<string>(kinds).map((match, index) => `${match} counter name kind${index}`),
      );
      const counted = await countIncoming(at, kinds, work);
      recordCounters(name, Object.values<number>(counted[1]));
      return counted;
    },
    async dropIncoming(kind, work) {
      const at = host();
      recordTable(name, at, [`${kind} drop`]);
      const result = await dropIncoming(at, [kind], work);
      recordStep({ line: deletedTable(name) });
      return result;
    },
  };
}

/** Runs `work` and counts the incoming packets of each kind at each of these hosts meanwhile. */
export async function countIncomingAt<T, K extends string>(
  [host, ...others]: readonly RunningEngineHost[],
  kinds: Record<K, string>,
  work: () => Promise<T>,
): Promise<readonly [T, readonly CountedAt<K>[]]> {
  if (!host) return [await work(), []];
  const countedAtOthers = () => countIncomingAt(others, kinds, work);
  const [[result, atOthers], packets] = await linkOf(host).countIncoming(kinds, countedAtOthers);
  return [result, [{ host: host.name, packets }, ...atOthers]];
}

/** The incoming packets of each kind at a host. */
interface CountedAt<K extends string> {
  readonly host: string;
  readonly packets: Record<K, number>;
}

const TABLE = 'inet repro';

/** Records that rules were added to a host's interface, as commands. */
function recordTable(name: string, { nic }: LabEngine, rules: readonly string[]): void {
  const counters = rules.flatMap((_, index) => `counter kind${index} { }`);
  const lines = rules.map((rule) => `iifname "${nic.interface}" ${rule}`);
  const chain = `chain incoming { type filter hook prerouting priority -350; ${lines.join('; ')}; }`;
  const table = [`table ${TABLE} {`, ...counters, chain, '}'].map(quote).join(' ');
  recordStep({
    line: `printf '%s\\n' ${table} | $${shellVariable(name)} nft -f -`,
    needs: [needsShell(name)],
    undo: deletedTable(name),
  });
}

function deletedTable(name: string): string {
  return `$${shellVariable(name)} nft delete table ${TABLE}`;
}

/** Records whether there were incoming packets of each kind. */
function recordCounters(name: string, packets: readonly number[]): void {
  const observed = { output: 'counters', lines: comparableCounters(packets) } as const;
  recordStep({ line: `$${shellVariable(name)} nft list counters table ${TABLE}`, observed });
  recordStep({ line: deletedTable(name) });
}
