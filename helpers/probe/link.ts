import { quote } from '../engine/quote.ts';
import { countIncoming, dropIncoming } from '../engine/lab/packets.ts';
import type { LabEngine } from '../engine/lab/lab-engine.ts';
import type { RunningEngineHost } from '../scenario/hosts.ts';
import { needsShell, shellVariable } from '../scenario/repro/hosts.ts';
import { recordStep } from '../scenario/steps.ts';
import { comparableCounters } from './comparable.ts';
import { ProbeError } from './outcome.ts';

/** What can be seen and done at the interface of a lab's host, where packets come in. */
export interface WireVantage {
  /** Does `work`, and tells how many packets of each kind came in meanwhile. A kind is as nft matches it. */
  count<T, K extends string>(
    kinds: Record<K, string>,
    work: () => Promise<T>,
  ): Promise<readonly [T, Record<K, number>]>;
  /** Does `work`, while packets of this kind that come in are dropped. */
  without<T>(kind: string, work: () => Promise<T>): Promise<T>;
}

/** The link of a host that the suite brought up: on a user's own host, nothing is dropped. */
export function linkOf({ name, lab }: RunningEngineHost): WireVantage {
  const host = (): LabEngine => {
    if (!lab) throw new ProbeError(`the packets of ${name} cannot be looked at: it is no host of the suite's`);
    return lab;
  };
  return {
    async count(kinds, work) {
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
    async without(kind, work) {
      const at = host();
      recordTable(name, at, [`${kind} drop`]);
      const result = await dropIncoming(at, [kind], work);
      recordStep({ line: deletedTable(name) });
      return result;
    },
  };
}

const TABLE = 'inet repro';

/** Records that rules were laid on a host's interface, and how a person does it. */
function recordTable(name: string, { nic }: LabEngine, rules: readonly string[]): void {
  const counters = rules.flatMap((_, index) => `counter kind${index} { }`);
  const lines = rules.map((rule) => `iifname "${nic.interface}" ${rule}`);
  const chain = `chain arriving { type filter hook prerouting priority -350; ${lines.join('; ')}; }`;
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

/** Records whether packets of each kind came in. */
function recordCounters(name: string, packets: readonly number[]): void {
  const observed = { output: 'counters', lines: comparableCounters(packets) } as const;
  recordStep({ line: `$${shellVariable(name)} nft list counters table ${TABLE}`, observed });
  recordStep({ line: deletedTable(name) });
}
