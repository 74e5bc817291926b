import { command } from './embedded/command.ts';

/** A base chain as `nft -j list chains` prints it: https://www.netfilter.org/projects/nftables/manpage.html */
interface Chain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  readonly hook?: string;
  readonly policy?: string;
}

/** The tables of iptables and of engines, whose forwarding is the engine's own decision. */
const OF_ENGINES = /^((ip|ip6) filter|(ip|ip6|inet) (docker-bridges|netavark))$/;

/**
 * The chain of the user's nftables rules that drops forwarded packets by default: `inet filter forward`. Undefined
 * without one, or where this process cannot list rules, which needs root and nft.
 */
export async function userForwardDrop(): Promise<string | undefined> {
  const listed = await command('nft', ['-j', 'list', 'chains']).catch(() => undefined);
  return listed === undefined ? undefined : forwardDropIn(listed);
}

/** The same, from the output of nft. */
export function forwardDropIn(listed: string): string | undefined {
  const { nftables = [] } = JSON.parse(listed) as { nftables?: readonly { chain?: Chain }[] };
  const found = nftables
    .flatMap(({ chain }) => chain ?? [])
    .find(
      ({ family, table, hook, policy }) =>
        hook === 'forward' && policy === 'drop' && !OF_ENGINES.test(`${family} ${table}`),
    );
  return found && `${found.family} ${found.table} ${found.name}`;
}
