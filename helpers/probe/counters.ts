import { readFileSync } from 'node:fs';

/** The version of IP. */
export type Family = 4 | 6;

/** Reads the counters of a network namespace; a kernel without IPv6 has no second file. */
export const COUNTERS_COMMAND = ['sh', '-c', 'cat /proc/net/snmp; [ ! -e /proc/net/snmp6 ] || cat /proc/net/snmp6'];

/** The number of echo requests in the kernel's tables. */
export function echoRequests(tables: string, family: Family): number {
  return counted(tables, family, 'Icmp', 'InEchos');
}

/** The number of datagrams that servers received: programs of the host may send others to every network (broadcast). */
export function receivedDatagrams(tables: string, family: Family): number {
  return counted(tables, family, 'Udp', 'InDatagrams');
}

/** The number of router advertisements, whether or not the kernel believed them. */
export function receivedAdvertisements(tables: string): number {
  return counted(tables, 6, 'Icmp', 'InRouterAdvertisements');
}

function counted(tables: string, family: Family, protocol: string, name: string): number {
  if (family === 6) return Number(tables.match(new RegExp(String.raw`^${protocol}6${name}\s+(\d+)$`, 'm'))?.[1] ?? 0);
  const lines = [...tables.matchAll(new RegExp(`^${protocol}: (.*)$`, 'gm'))];
  const [names = [], values = []] = lines.map(([, line = '']) => line.split(' '));
  return Number(values[names.indexOf(name)] ?? 0);
}

/** The counters of this process's network namespace. */
export function ownCounters(): string {
  return ['/proc/net/snmp', '/proc/net/snmp6'].map(readIfAny).join('\n');
}

function readIfAny(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
