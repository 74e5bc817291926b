import { command } from '../embedded/command.ts';
import { insideHost } from '../embedded/enter.ts';
import type { LabEngine } from './lab-engine.ts';

/** Adds or deletes an IPv4 address of a lab host on its link: `10.1.2.3/24`. */
export async function addressOfHost(host: LabEngine, change: 'add' | 'del', address: string): Promise<void> {
  await inside(host, 'ip', 'address', change, address, 'dev', 'eth0');
}

/**
 * The types of the queries for a name that the host's own DNS server received, in order, each of them once: it is started by
 * fixtures/engine/inside.sh.
 */
export async function queriesToHost(host: LabEngine, name: string): Promise<string[]> {
  const log = await inside(host, 'cat', '/run/dns-queries.log');
  const queries = [...log.matchAll(/ query\[([^\]]+)\] (\S+) from /g)].filter(([, , queried]) => queried === name);
  return [...new Set(queries.map(([, type = '']) => type))];
}

async function inside(host: LabEngine, ...words: readonly string[]): Promise<string> {
  const [program = '', ...args] = [...insideHost(host), ...words];
  return command(program, args);
}
