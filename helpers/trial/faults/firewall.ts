import { always, keptFirst, unfiltered } from './alter.ts';
import { type AnyFault, HARDENED, labFault } from './fault.ts';

export const firewall: readonly AnyFault[] = [
  labFault({
    name: 'no packets are filtered on a host that forwarded before',
    breaks: ['filter'],
    engine: HARDENED,
    script: always(unfiltered('iptables')),
  }),
  labFault({
    name: 'published ports are closed to LAN hosts',
    breaks: ['from-lan'],
    engine: HARDENED,
    script: keptFirst('iptables', 'DOCKER-USER', '-i eth0 -p tcp -m conntrack --ctstate DNAT -j DROP'),
  }),
  labFault({
    name: 'the DOCKER-USER chain is skipped',
    mustFail: ['firewall.docker-user'],
    engine: HARDENED,
    script: always('iptables -D FORWARD -j DOCKER-USER'),
  }),
];
