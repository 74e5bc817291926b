import { always, inContainers, unfiltered } from './alter.ts';
import { type AnyFault, HARDENED, hostFault } from './fault.ts';

export const isolation: readonly AnyFault[] = [
  hostFault({
    name: 'no packets are filtered',
    breaks: ['filter'],
    chapters: ['isolation', 'icc', 'internal', 'lan', 'gateway-mode'],
    engine: HARDENED,
    script: always(unfiltered('iptables')),
  }),
  hostFault({
    name: 'no packets are filtered, and internal networks have a route out',
    breaks: ['filter', 'internal-route'],
    // what leaves by the link is masqueraded, where it should not be, too
    mustFail: ['gateway-mode.routed-source'],
    chapters: ['isolation', 'icc', 'internal', 'lan', 'gateway-mode'],
    engine: HARDENED,
    script: always(
      [
        unfiltered('iptables'),
        'iptables -t nat -C POSTROUTING -o dnc+ -j MASQUERADE || iptables -t nat -A POSTROUTING -o dnc+ -j MASQUERADE',
        inContainers(
          'subnet=$(ip route | sed -n "s/^\\([0-9.]*\\)\\.0\\/.* dev eth0 .*/\\1/p"); [ -z "$subnet" ] || ip route | grep -q default || ip route add default via $subnet.1',
        ),
      ].join('\n'),
    ),
  }),
];
