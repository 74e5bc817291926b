import { always, keptFirst } from './alter.ts';
import { type AnyFault, HARDENED, hostFault } from './fault.ts';

export const sourceAddress: readonly AnyFault[] = [
  hostFault({
    name: 'packets from containers are not masqueraded',
    // LAN hosts have no route for the replies
    breaks: ['egress-tcp', 'egress-udp', 'docker0-egress'],
    // nor has a bridge in gateway mode routed
    mustFail: ['gateway-mode.routed-source', 'gateway-mode.routed-bridges'],
    engine: HARDENED,
    script: always('iptables -t nat -F POSTROUTING'),
  }),
  hostFault({
    name: 'the userland proxy answers for published ports',
    // it answers at the gateway of an internal network as well
    mustFail: ['source-address.from-lan', 'internal.other-published'],
    engine: HARDENED,
    script: always('iptables -t nat -F DOCKER'),
  }),
  hostFault({
    name: 'the host has another source address on docker0',
    mustFail: ['source-address.from-host'],
    engine: HARDENED,
    script: keptFirst(
      'iptables -t nat',
      'POSTROUTING',
      '-m addrtype --src-type LOCAL -o docker0 -j SNAT --to-source 198.51.100.2',
    ),
  }),
];
