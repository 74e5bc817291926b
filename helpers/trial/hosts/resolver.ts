import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Instance, onHostOf } from '../../engine/embedded/instance.ts';

const PROGRAM = fileURLToPath(new URL('../../../fixtures/trial/resolver.ts', import.meta.url));

/**
 * What the DNS server of a host does: `single-labels-fail` is SERVFAIL for names of one label, NXDOMAIN for the others, as
 * systemd-resolved does; `silent` never answers; `wildcard` has an address for every name; `refusing` is REFUSED for all;
 * `search-wildcard` has an address for every name below corp.test, as the search domain of some companies has;
 * `etc-hosts` answers from the host's /etc/hosts, as dnsmasq does, and NXDOMAIN for the rest.
 */
export type ResolverMode = 'single-labels-fail' | 'silent' | 'wildcard' | 'refusing' | 'search-wildcard' | 'etc-hosts';

/** Starts a DNS server on a host. It ends with the host, when it is killed, or when this process ends in whatever way. */
export async function startResolver(
  instance: Instance,
  { mode, address }: { mode: ResolverMode; address: string },
  hosts: string,
): Promise<ChildProcess> {
  const [program, ...words] = [...onHostOf(instance), process.execPath, PROGRAM, mode, address, hosts];
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => {
      throw new Error(`the DNS server of a host did not start at ${address}`);
    }),
  ]);
  return child;
}
