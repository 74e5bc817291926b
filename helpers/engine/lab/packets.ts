import type { LabEngine } from './lab-engine.ts';
import { runIn } from './namespace.ts';

/** The suite's own table. */
const TABLE = ['inet', 'conformance'];

/**
 * Does `work`, and counts the incoming packets of each kind on the interface of a lab host meanwhile, before any other
 * rule. A kind is an nft match: `{ vxlan: 'udp dport 4789' }`.
 */
export async function countIncoming<T, K extends string>(
  host: LabEngine,
  kinds: Record<K, string>,
  work: () => Promise<T>,
): Promise<readonly [T, Record<K, number>]> {
  // numbered, because some names are keywords of nft
  const named = Object.entries<string>(kinds).map(([name, match], index) => ({ name, match, counter: `kind${index}` }));
  const counters = named.map(({ counter }) => `counter ${counter} { }`);
  const rules = named.map(({ match, counter }) => `${match} counter name ${counter}`);
  return withTable(host, [...counters, chain(host, rules)], async () => {
    const result = await work();
    const listed = await nft(host, ['-j', 'list', 'counters', 'table', ...TABLE]);
    const { nftables } = JSON.parse(listed) as { nftables: { counter?: { name: string; packets: number } }[] };
    const packetsOf = (wanted: string): number =>
      nftables.find(({ counter }) => counter?.name === wanted)?.counter?.packets ?? 0;
    const packets = Object.fromEntries(named.map(({ name, counter }) => [name, packetsOf(counter)]));
    return [result, packets as Record<K, number>];
  });
}

/** Does `work` while incoming packets of these kinds are dropped on the interface of a lab host. */
export async function dropIncoming<T>(host: LabEngine, kinds: readonly string[], work: () => Promise<T>): Promise<T> {
  const rules = kinds.map((match) => `${match} drop`);
  return withTable(host, [chain(host, rules)], work);
}

function chain({ nic }: LabEngine, rules: readonly string[]): string {
  const lines = rules.map((rule) => `iifname "${nic.interface}" ${rule}`);
  return `chain incoming { type filter hook prerouting priority -350; ${lines.join('; ')}; }`;
}

async function withTable<T>(host: LabEngine, content: readonly string[], work: () => Promise<T>): Promise<T> {
  await nft(host, ['-f', '-'], `table ${TABLE.join(' ')} {\n${content.join('\n')}\n}\n`);
  try {
    return await work();
  } finally {
    await nft(host, ['delete', 'table', ...TABLE]);
  }
}

function nft({ pid, rootfs }: LabEngine, args: readonly string[], input = ''): Promise<string> {
  return runIn(pid, ['chroot', rootfs, '/usr/sbin/nft', ...args], input);
}
