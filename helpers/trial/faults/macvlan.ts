import { always, atNetworkCreate, inContainers } from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';

/** Gives the host an interface beside its macvlan or IPvlan containers, and a route to them. */
export const hostInterface = (kind: 'macvlan mode bridge' | 'ipvlan mode l2'): string =>
  [
    'for nic in $(ls /sys/class/net | grep ^dnc); do',
    '  own=mc${nic#dnc}',
    '  ip link show $own >/dev/null && continue',
    '  subnet=$(ip -4 -o address show dev $nic | sed -n "s/.* inet \\([0-9.]*\\)\\.[0-9]*\\/24 .*/\\1/p")',
    `  ip link add $own link $nic type ${kind} && ip link set $own up`,
    '  ip route add $subnet.128/25 dev $own',
    'done',
  ].join('\n');

/** Adds an iptables rule in containers on a macvlan network. */
const inMacvlanContainers = (rule: string): string =>
  always(
    inContainers(`ip -d link show dev eth0 | grep -q macvlan || exit 0; iptables -C ${rule} || iptables -A ${rule}`),
  );

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
    script: always(hostInterface('macvlan mode bridge')),
  }),
  hostFault({
    name: 'the host has an interface on its macvlan networks that passes all but TCP',
    mustFail: ['macvlan.own-host'],
    engine: HARDENED,
    script: always(
      [
        'for rule in "INPUT -i mc+ -p tcp -j DROP" "OUTPUT -o mc+ -p tcp -j DROP"; do',
        '  iptables -C $rule || iptables -I $rule',
        'done',
        hostInterface('macvlan mode bridge'),
      ].join('\n'),
    ),
  }),
  hostFault({
    name: 'macvlan containers do not answer pings',
    mustFail: ['macvlan.peers', 'macvlan.lan-host'],
    unclear: ['macvlan.own-host'],
    engine: HARDENED,
    script: inMacvlanContainers('INPUT -p icmp --icmp-type echo-request -j DROP'),
  }),
  hostFault({
    name: 'macvlan containers cannot send UDP datagrams',
    mustFail: ['macvlan.peers', 'macvlan.egress'],
    engine: HARDENED,
    script: inMacvlanContainers('OUTPUT -o eth0 -p udp -m conntrack --ctstate NEW -j DROP'),
  }),
  apiFault({
    name: 'the mode of a macvlan network is ignored',
    breaks: ['macvlan-mode'],
    engine: HARDENED,
    request: atNetworkCreate((body) => {
      if (body.Driver === 'macvlan') delete body.Options.macvlan_mode;
    }),
  }),
  apiFault({
    name: 'a second macvlan network on one parent interface is refused',
    breaks: ['shared-parent'],
    engine: HARDENED,
    request: atNetworkCreate((body) => {
      if (body.Driver === 'macvlan' && body.Name.endsWith('-second')) body.Driver = 'no-such-driver';
    }),
  }),
  hostFault({
    name: 'a host port reaches each macvlan container',
    mustFail: ['macvlan.publishes-nothing'],
    engine: HARDENED,
    script: always(
      inContainers(
        [
          'ip -d link show dev eth0 | grep -q macvlan || exit 0',
          'address=$(ip -4 -o address show dev eth0 | sed "s/.* inet //; s,/.*,,")',
          'rule="PREROUTING -p tcp --dport 8899 -j DNAT --to-destination $address:80"',
          'host="nsenter --net=/proc/1/ns/net iptables -t nat"',
          '$host -C $rule || $host -I $rule',
        ].join('; '),
      ),
    ),
  }),
  hostFault({
    name: 'macvlan containers have another default route',
    mustFail: ['macvlan.no-gateway-unless-given'],
    engine: HARDENED,
    script: always(
      inContainers(
        [
          'ip -d link show dev eth0 | grep -q macvlan || exit 0',
          'address=$(ip -4 -o address show dev eth0 | sed "s/.* inet //; s,/.*,,")',
          'ip route add default via ${address%.*}.2 metric 9',
        ].join('; '),
      ),
    ),
  }),
  hostFault({
    name: 'macvlan containers get no answer from DNS servers',
    breaks: ['macvlan-dns'],
    engine: HARDENED,
    script: inMacvlanContainers('OUTPUT -o eth0 -p udp --dport 53 -j DROP'),
  }),
  hostFault({
    name: 'the announcement of a new address does not leave the host',
    breaks: ['macvlan-announcement'],
    engine: HARDENED,
    // ARP announcements of the address that ends in 200 name another; to drop them would fail the start of the container
    script: always(
      [
        'for nic in $(ls /sys/class/net | grep ^dnc); do',
        '  nft list table netdev $nic >/dev/null && continue',
        '  nft "table netdev $nic { chain egress { type filter hook egress device $nic priority 0; meta protocol arp @nh,216,8 200 @nh,136,8 set 250; }; }"',
        'done',
      ].join('\n'),
    ),
  }),
];
