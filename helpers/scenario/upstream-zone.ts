/** The domain that a LAN host serves as an upstream DNS server; `test` is reserved by RFC 6761. */
export const UPSTREAM_DOMAIN = 'outside.test';

/** How long the upstream DNS server takes to answer for `slow.outside.test`; clients of libc wait for 5 s. */
export const SLOW_ANSWER_MS = 1_000;

/** How many addresses `large.outside.test` has: more than fit into a datagram of 512 bytes. */
export const LARGE_ANSWER_ADDRESSES = 100;

/** The name in every reverse lookup that the upstream DNS server answers. */
export const UPSTREAM_POINTER = `pointer.${UPSTREAM_DOMAIN}`;

/**
 * A name in the upstream domain. It resolves to the LAN host, except `failing` (SERVFAIL), `refusing` (REFUSED) and `unknown`
 * (NXDOMAIN); `slow` takes a second, and `large` has many addresses.
 */
export function upstreamName(label: string): string {
  return `${label}.${UPSTREAM_DOMAIN}`;
}
