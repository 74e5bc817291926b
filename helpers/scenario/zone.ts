/** The domain that a LAN host, as a resolver, has the names of. It is reserved for tests: RFC 6761. */
export const OUTSIDE = 'outside.test';

/** How long the resolver takes to answer for `slow.outside.test`; clients of libc wait for 5 s. */
export const SLOW_ANSWER_MS = 1_000;

/** How many addresses `large.outside.test` has: more than fit into a datagram of 512 bytes. */
export const LARGE_ANSWER_ADDRESSES = 100;

/** What the resolver says an address is called, whichever it is. */
export const POINTED_TO = `pointer.${OUTSIDE}`;

/** A name in that domain. `failing`, `refusing`, `slow` and `large` are what they say; each other one leads to the resolver's own host. */
export function outside(label: string): string {
  return `${label}.${OUTSIDE}`;
}
