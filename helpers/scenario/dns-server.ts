import { readFileSync } from 'node:fs';
import {
  LARGE_ANSWER_ADDRESSES,
  MEDIUM_ANSWER_ADDRESSES,
  SLOW_ANSWER_MS,
  UPSTREAM_DOMAIN,
  UPSTREAM_POINTER,
} from './upstream-zone.ts';

/** Where the DNS server writes the queries that it received: `NAME A over UDP`, one a line. */
export const QUERIES = '/tmp/queries';

/** The DNS server of a container: shell that starts it, and waits until it listens, with these variables. */
export const dnsServer = {
  environment: {
    DNS_SERVER: readFileSync(new URL('../../fixtures/lab/dns.pl', import.meta.url), 'utf8'),
    DNS_ZONE: [UPSTREAM_DOMAIN, UPSTREAM_POINTER, SLOW_ANSWER_MS, LARGE_ANSWER_ADDRESSES, MEDIUM_ANSWER_ADDRESSES].join(
      ' ',
    ),
  },
  // it answers with the container's address, which that may not have yet
  start: `
perl -e "$DNS_SERVER" $DNS_ZONE >${QUERIES} &
until grep -q ready ${QUERIES}; do kill -0 $! || exit; sleep 0.05; done`,
} as const;
