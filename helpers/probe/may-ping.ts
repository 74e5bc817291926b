import { readFileSync } from 'node:fs';

/** The groups whose processes may open a socket for ICMP echo requests: https://man7.org/linux/man-pages/man7/icmp.7.html */
const RANGE = '/proc/sys/net/ipv4/ping_group_range';

/** Whether this process may ping: as root, or as a member of a group that its kernel lets. */
export function mayPing(
  user: number = process.geteuid?.() ?? 0,
  groups: readonly number[] = [process.getegid?.() ?? 0, ...(process.getgroups?.() ?? [])],
  range: string = readRange(),
): boolean {
  if (user === 0) return true;
  const [from = 1, to = 0] = range.trim().split(/\s+/).map(Number);
  return groups.some((group) => group >= from && group <= to);
}

/** `1 0`, the kernel's default, lets no group. */
function readRange(): string {
  try {
    return readFileSync(RANGE, 'utf8');
  } catch {
    return '1 0';
  }
}
