import { command } from './embedded/command.ts';
import type { Fingerprint } from './identify.ts';

type EngineKind = Fingerprint['kind'];

/** A base chain as `nft -j list chains` prints it: https://www.netfilter.org/projects/nftables/manpage.html */
interface Chain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  readonly hook?: string;
  readonly policy?: string;
}

/** The tables of iptables, which engines fill, and those that engines have for themselves. */
const OF_IPTABLES = /^(ip|ip6) filter$/;
const OF_ENGINES = /^(ip|ip6|inet) (docker-bridges|netavark)$/;

/** The table of Podman's networks where it fills none of iptables, and overrules none of their chains. */
const NETAVARK = 'inet netavark';

/**
 * The chain of the user's nftables rules that drops forwarded packets by default: `inet filter forward`. Undefined
 * without one, or where this process cannot list rules, which needs root and nft.
 */
export async function userForwardDrop(engine: EngineKind): Promise<string | undefined> {
  const listed = await command('nft', ['-j', 'list', 'chains']).catch(() => undefined);
  return listed === undefined ? undefined : forwardDropIn(listed, engine);
}

/** The same, from the output of nft. */
export function forwardDropIn(listed: string, engine: EngineKind): string | undefined {
  const { nftables = [] } = JSON.parse(listed) as { nftables?: readonly { chain?: Chain }[] };
  const chains = nftables.flatMap(({ chain }) => chain ?? []);
  const usesIptables = engine === 'docker' || !chains.some((chain) => tableOf(chain) === NETAVARK);
  const isOwn = (table: string): boolean => OF_ENGINES.test(table) || (usesIptables && OF_IPTABLES.test(table));
  const found = chains.find((chain) => chain.hook === 'forward' && chain.policy === 'drop' && !isOwn(tableOf(chain)));
  return found && `${found.family} ${found.table} ${found.name}`;
}

function tableOf({ family, table }: Chain): string {
  return `${family} ${table}`;
}
