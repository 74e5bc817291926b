import { always, unfiltered } from './alter.ts';
import { type AnyFault, HARDENED, hostFault } from './fault.ts';

export const ipv6: readonly AnyFault[] = [
  hostFault({
    name: 'no IPv6 packets are filtered',
    breaks: ['filter-ipv6'],
    engine: HARDENED,
    script: always(unfiltered('ip6tables')),
  }),
  hostFault({
    name: "published ports are open at the container's IPv6 address",
    breaks: ['published-direct-ipv6'],
    engine: HARDENED,
    script: always('ip6tables -t raw -F PREROUTING'),
  }),
  hostFault({
    name: 'IPv6 packets from containers are not masqueraded',
    mustFail: ['ipv6.egress'],
    engine: HARDENED,
    script: always('ip6tables -t nat -F POSTROUTING'),
  }),
  hostFault({
    name: 'the userland proxy answers for published ports over IPv6',
    mustFail: ['ipv6.lan-published'],
    engine: HARDENED,
    script: always('ip6tables -t nat -F DOCKER'),
  }),
];
