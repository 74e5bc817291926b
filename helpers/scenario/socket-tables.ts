import { existsSync, readFileSync } from 'node:fs';

const TABLES = ['tcp', 'tcp6', 'udp', 'udp6'];

/** The kernel's tables of the sockets in this process's network namespace, each line with the name of its table. */
export function socketTables(): string {
  return TABLES.map((table) => [table, `/proc/net/${table}`] as const)
    .filter(([, file]) => existsSync(file))
    .map(([table, file]) => readFileSync(file, 'utf8').replaceAll(/^/gm, `${table} `))
    .join('\n');
}
