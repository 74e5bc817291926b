import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Instance } from '../../engine/embedded/running.ts';
import { inNetworkOf } from '../../engine/embedded/enter.ts';

const PROGRAM = fileURLToPath(new URL('../../../fixtures/trial/dns-server.ts', import.meta.url));

/**
 * How the DNS server of a host answers. `single-labels-fail`: SERVFAIL for single-label names, NXDOMAIN for others, as
 * systemd-resolved; `silent`: not at all; `wildcard`: an address for every name; `refusing`: REFUSED; `search-wildcard`:
 * an address for every name below corp.test, as some companies' search domains; `etc-hosts`: from /etc/hosts of the host,
 * as dnsmasq, and NXDOMAIN for other names.
 */
export type DnsServerMode = 'single-labels-fail' | 'silent' | 'wildcard' | 'refusing' | 'search-wildcard' | 'etc-hosts';

/** Starts a DNS server on a host. It ends with the host, when it is killed, or with this process. */
export async function startDnsServer(
  instance: Instance,
  { mode, address }: { mode: DnsServerMode; address: string },
  hosts: string,
): Promise<ChildProcess> {
  const [program, ...words] = [...inNetworkOf(instance), process.execPath, PROGRAM, mode, address, hosts];
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => {
      throw new Error(`the DNS server of a host did not start on ${address}`);
    }),
  ]);
  return child;
}
