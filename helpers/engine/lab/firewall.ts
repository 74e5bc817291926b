import { command } from '../embedded/command.ts';
import { insideHost } from '../embedded/enter.ts';
import type { LabEngine } from './lab-engine.ts';
import { runIn } from './namespace.ts';

/** Where a rule is added to its chain. */
export type RulePlace = 'first' | 'last';

/** The program that writes the rules of one version of IP. */
export type Iptables = 'iptables' | 'ip6tables';

/** A rule of a chain: `INPUT`, `-p tcp --dport 80 -j DROP`. */
export interface Rule {
  readonly iptables: Iptables;
  readonly chain: string;
  readonly rule: string;
  readonly place: RulePlace;
}

/** Does `work` with one more iptables or ip6tables rule in a chain of a lab host. */
export async function withRule<T>(
  host: LabEngine,
  { iptables, chain, rule, place }: Rule,
  work: () => Promise<T>,
): Promise<T> {
  await onHost(host, `${iptables} --wait --${place === 'first' ? 'insert' : 'append'} ${chain} ${rule}`);
  try {
    return await work();
  } finally {
    // an engine that restarts may have removed it
    await onHost(host, `${iptables} --wait --delete ${chain} ${rule} || true`);
  }
}

/** Does `work` with another policy of the FORWARD chain of a lab host. */
export async function withForwardPolicy<T>(
  host: LabEngine,
  policy: 'ACCEPT' | 'DROP',
  work: () => Promise<T>,
): Promise<T> {
  const before = await forwardPolicyOf(host, 'iptables');
  await onHost(host, `iptables --wait -P FORWARD ${policy}`);
  try {
    return await work();
  } finally {
    await onHost(host, `iptables --wait -P FORWARD ${before}`);
  }
}

/** Does `work` with an nftables table of the host's own, which has one rule for forwarded packets. */
export async function withNftablesRule<T>(host: LabEngine, rule: string, work: () => Promise<T>): Promise<T> {
  await onHost(host, `nft 'table inet own { chain own { type filter hook forward priority -10; ${rule}; }; }'`);
  try {
    return await work();
  } finally {
    await onHost(host, 'nft delete table inet own');
  }
}

/**
 * Does `work` once every firewall rule and chain of a lab host is removed. Afterwards its FORWARD chains have their policies
 * again, which an engine sets only where it switches forwarding on.
 */
export async function withFlushedRules<T>(host: LabEngine, work: () => Promise<T>): Promise<T> {
  const policies = await Promise.all(
    (['iptables', 'ip6tables'] as const).map(async (tool) => [tool, await forwardPolicyOf(host, tool)] as const),
  );
  await onHost(host, 'nft flush ruleset');
  try {
    return await work();
  } finally {
    for (const [tool, policy] of policies) await onHost(host, `${tool} --wait -P FORWARD ${policy}`);
  }
}

async function forwardPolicyOf(host: LabEngine, tool: 'iptables' | 'ip6tables'): Promise<string> {
  const [, policy = 'ACCEPT'] = (await onHost(host, `${tool} --wait -S FORWARD`)).match(/^-P FORWARD (\w+)/) ?? [];
  return policy;
}

/**
 * `firewall-cmd --reload` on a lab host, after which no iptables rule is left but those that the engine adds again. Up to
 * 1.3, firewalld removes them itself; from 2.3 on it leaves the rules of others, and they are removed before.
 */
export async function reloadFirewalld(host: LabEngine): Promise<void> {
  await onHost(
    host,
    `for tables in iptables ip6tables; do for table in filter nat mangle raw; do
      $tables --wait -t $table -F
      $tables --wait -t $table -X
    done; done`,
  );
  const [program, ...args] = [...insideHost(host), 'firewall-cmd', '--reload'];
  await command(program, args);
}

/** Has a lab host tell no sender of a better router: the next packets would not pass through it. */
export async function withoutRedirects(host: LabEngine): Promise<void> {
  await runIn(host.pid, ['sh', '-c', 'for file in /proc/sys/net/ipv4/conf/*/send_redirects; do echo 0 >$file; done']);
}

/** Runs a shell line with the programs of the engine's release, because both use the same tables. */
async function onHost({ pid, rootfs }: LabEngine, line: string): Promise<string> {
  return runIn(pid, ['chroot', rootfs, '/bin/sh', '-c', `PATH=/usr/sbin:/usr/bin:/sbin:/bin; ${line}`]);
}
