import { command } from './embedded/command.ts';

/** A base chain as `nft -j list chains` prints it: https://www.netfilter.org/projects/nftables/manpage.html */
interface Chain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  readonly hook?: string;
  readonly policy?: string;
}

/** The tables that iptables writes to, and those of engines: what they forward is the engine's own choice. */
const OF_ENGINES = /^((ip|ip6) filter|(ip|ip6|inet) (docker-bridges|netavark))$/;

/**
 * The chain of the user's own nftables rules that drops what the host forwards unless a rule of it accepts it:
 * `inet filter forward`. Undefined where there is none, or where this process may not look: it takes root, and nft.
 */
export async function userForwardDrop(): Promise<string | undefined> {
  const listed = await command('nft', ['-j', 'list', 'chains']).catch(() => undefined);
  return listed === undefined ? undefined : forwardDropIn(listed);
}

/** The same in what nft printed. */
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
