import { command } from './embedded/command.ts';
import type { Fingerprint } from './identify.ts';
import type { ForwardDrop } from './surroundings.ts';

type EngineKind = Fingerprint['kind'];

/** A base chain as `nft -j list ruleset` prints it: https://www.netfilter.org/projects/nftables/manpage.html */
interface Chain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  readonly hook?: string;
  readonly policy?: string;
}

/** A rule: its matches and statements in their order, each an object with one key. */
interface Rule {
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly expr: readonly object[];
}

/** The tables of iptables, which engines fill, and those that engines have for themselves. */
const OF_IPTABLES = /^(ip|ip6) filter$/;
const OF_ENGINES = /^(ip|ip6|inet) (docker-bridges|netavark)$/;

/** firewalld's own, whose last rule rejects what no zone accepts: engines have zones of their own. */
const OF_FIREWALLD = /^(ip|ip6|inet) firewalld$/;

/** The table of Podman's networks where it fills none of iptables, and overrules none of their chains. */
const NETAVARK = 'inet netavark';

/** Statements after which no later rule of the chain is applied. */
const DECIDING: ReadonlySet<string> = new Set(['accept', 'drop', 'reject']);

/** Statements of a rule that decide nothing. */
const UNDECIDED: ReadonlySet<string> = new Set(['counter', 'log']);

/**
 * The chain of the user's nftables rules that drops or rejects forwarded packets unless a rule accepts them: by its policy,
 * or by a last rule that matches all. Undefined without one, or where this process cannot list rules, which needs root and
 * nft.
 */
export async function userForwardDrop(engine: EngineKind): Promise<ForwardDrop | undefined> {
  // without the elements of sets, which may be many
  const listed = await command('nft', ['-j', '-t', 'list', 'ruleset']).catch(() => undefined);
  return listed === undefined ? undefined : forwardDropIn(listed, engine);
}

/** The same, from the output of nft. */
export function forwardDropIn(listed: string, engine: EngineKind): ForwardDrop | undefined {
  const { nftables = [] } = JSON.parse(listed) as { nftables?: readonly { chain?: Chain; rule?: Rule }[] };
  const chains = nftables.flatMap(({ chain }) => chain ?? []);
  const rules = nftables.flatMap(({ rule }) => rule ?? []);
  const usesIptables = engine === 'docker' || !chains.some((chain) => tableOf(chain) === NETAVARK);
  const isOther = (table: string): boolean =>
    OF_ENGINES.test(table) || OF_FIREWALLD.test(table) || (usesIptables && OF_IPTABLES.test(table));
  for (const chain of chains) {
    if (chain.hook !== 'forward' || isOther(tableOf(chain))) continue;
    const verdict = verdictOf(chain, rules);
    if (verdict === 'drop' || verdict === 'reject') return { chain: `${tableOf(chain)} ${chain.name}`, verdict };
  }
  return undefined;
}

/** What a chain does with a packet that no rule with a match decides about. */
function verdictOf(chain: Chain, rules: readonly Rule[]): string | undefined {
  const own = rules.filter((rule) => rule.chain === chain.name && tableOf(rule) === tableOf(chain));
  const statements = own.map(({ expr }) => expr.flatMap(Object.keys).filter((key) => !UNDECIDED.has(key)));
  const [deciding] = statements.find(([first = '', ...others]) => DECIDING.has(first) && others.length === 0) ?? [];
  return deciding ?? chain.policy;
}

function tableOf({ family, table }: Chain | Rule): string {
  return `${family} ${table}`;
}
