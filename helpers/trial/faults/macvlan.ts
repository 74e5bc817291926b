import { always, atNetworkCreate } from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';

export const macvlan: readonly AnyFault[] = [
  apiFault({
    name: 'containers on a macvlan network do not reach each other',
    mustFail: ['macvlan.peers'],
    engine: HARDENED,
    request: atNetworkCreate((body) => {
      if (body.Driver === 'macvlan') body.Options.macvlan_mode = 'private';
    }),
  }),
  apiFault({
    name: 'a macvlan network is a bridge network',
    breaks: ['macvlan'],
    engine: HARDENED,
    request: atNetworkCreate((body) => {
      if (body.Driver === 'macvlan') Object.assign(body, { Driver: 'bridge', Options: {} });
    }),
  }),
  hostFault({
    name: 'the host has an interface on its macvlan networks',
    mustFail: ['macvlan.own-host'],
    engine: HARDENED,
    script: always(
      [
        'for nic in $(ls /sys/class/net | grep ^dnc); do',
        '  own=m${nic#dnc}',
        '  ip link show $own >/dev/null && continue',
        '  subnet=$(ip -4 -o address show dev $nic | sed -n "s/.* inet \\([0-9.]*\\)\\.[0-9]*\\/24 .*/\\1/p")',
        '  ip link add $own link $nic type macvlan mode bridge && ip link set $own up',
        '  ip route add $subnet.128/25 dev $own',
        'done',
      ].join('\n'),
    ),
  }),
];
