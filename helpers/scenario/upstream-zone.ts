/** The domain that a LAN host serves as an upstream DNS server; `test` is reserved by RFC 6761. */
export const UPSTREAM_DOMAIN = 'outside.test';

/** How long the upstream DNS server takes to answer for `slow.outside.test`; clients of libc wait for 5 s. */
export const SLOW_ANSWER_MS = 1_000;

/** How many addresses `large.outside.test` has: more than fit into a datagram of 512 bytes. */
export const LARGE_ANSWER_ADDRESSES = 100;

/** How many addresses `medium.outside.test` has: more than fit into 512 bytes, and fewer than do into the 1232 of EDNS. */
export const MEDIUM_ANSWER_ADDRESSES = 32;

/** The name in every reverse lookup that the upstream DNS server answers. */
export const UPSTREAM_POINTER = `pointer.${UPSTREAM_DOMAIN}`;

/** What the upstream DNS server does instead of replying with an address. */
type Failing = 'failing' | 'refusing' | 'unknown' | 'silent';

/** The first labels of a name that fails at the DNS servers of these LAN hosts only, `failing-at.c6336402`. */
export function onlyAt(reply: Failing, ...hosts: readonly { readonly address: string }[]): string {
  const numbers = hosts.map(({ address }) =>
    address.split('.').map((part) => Number(part).toString(16).padStart(2, '0')),
  );
  return [`${reply}-at`, ...numbers.map((parts) => parts.join(''))].join('.');
}

/**
 * A name in the upstream domain. It resolves to the LAN host, except `failing` (SERVFAIL), `refusing` (REFUSED), `unknown`
 * (NXDOMAIN) and `silent` (no reply); `slow` takes a second, `large` has many addresses, `medium` fewer, and
 * `failing-at.ADDRESS` fails there only (`onlyAt`).
 */
export function upstreamName(label: string): string {
  return `${label}.${UPSTREAM_DOMAIN}`;
}
