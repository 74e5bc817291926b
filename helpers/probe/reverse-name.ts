import { isIPv6 } from 'node:net';

const [IN_ADDR, IP6] = ['.in-addr.arpa', '.ip6.arpa'];

/** How many groups of four digits an IPv6 address has. */
const GROUPS = 8;

/** The name for the reverse lookup of an IP address: RFC 1035, 3.5, and RFC 3596, 2.5. */
export function reverseName(address: string): string {
  if (!isIPv6(address)) return `${address.split('.').toReversed().join('.')}${IN_ADDR}`;
  return `${groupsOf(address).join('').split('').toReversed().join('.')}${IP6}`;
}

/** The address that such a name is for: `172.17.0.2` of `2.0.17.172.in-addr.arpa`. */
export function addressOfReverseName(name: string): string {
  if (!name.endsWith(IP6)) return name.slice(0, -IN_ADDR.length).split('.').toReversed().join('.');
  const digits = name.slice(0, -IP6.length).split('.').toReversed().join('');
  const groups = digits.match(/.{4}/g) ?? [];
  // with `::` for zeros, as every program prints it
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** All eight groups of an IPv6 address, each of four digits. */
function groupsOf(address: string): string[] {
  const [before = [], after = []] = address.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = Array.from({ length: GROUPS - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((group) => group.padStart(4, '0'));
}
