import { OPENED, OTHER_TCP, always, atNetworkCreate, forwarding, keptRule, onBridges, onceRestarted } from './alter.ts';
import { type AnyFault, HARDENED, type HostFault, apiFault, hostFault } from './fault.ts';

const OPTION = 'com.docker.network.bridge.gateway_mode_ipv';

/** Keeps rules of ip6tables for the bridges in one gateway mode for IPv6: `rules` are commands for each `$bridge`. */
const onModeBridges = (
  name: string,
  mode: string,
  { mustFail, rules }: Required<Pick<HostFault, 'mustFail'>> & { readonly rules: readonly string[] },
): HostFault =>
  hostFault({
    name,
    mustFail,
    engine: HARDENED,
    script: always(onBridges([`[ "$mode" = ${mode} ] || continue`, ...rules].join('\n'), 6)),
  });

export const gatewayMode: readonly AnyFault[] = [
  apiFault({
    name: 'gateway modes are ignored',
    breaks: ['gateway-mode'],
    engine: HARDENED,
    request: atNetworkCreate((body) => delete body.Options?.[`${OPTION}4`]),
  }),
  apiFault({
    name: 'gateway modes are ignored for IPv6',
    breaks: ['gateway-mode-ipv6'],
    engine: HARDENED,
    request: atNetworkCreate((body) => delete body.Options?.[`${OPTION}6`]),
  }),
  apiFault({
    name: 'gateway mode nat is unprotected',
    mustFail: ['gateway-mode.nat'],
    engine: HARDENED,
    request: atNetworkCreate((body) => {
      if (body.Options?.[`${OPTION}4`] === 'nat') body.Options[`${OPTION}4`] = 'nat-unprotected';
    }),
  }),
  hostFault({
    name: 'the host has an address on isolated bridges',
    mustFail: ['gateway-mode.isolated', 'gateway-mode.isolated-ipv6'],
    engine: HARDENED,
    script: always(
      onBridges(
        [
          '[ "$mode" = isolated ] || continue',
          'for subnet in $subnets; do',
          '  case $subnet in *:*) address=${subnet%/*}200/64 ;; *) address=${subnet%.0/*}.200/${subnet#*/} ;; esac',
          '  ip -o address show dev $bridge | grep -q "[.:]200/" || ip address add $address dev $bridge nodad',
          'done',
        ].join('\n'),
      ),
    ),
  }),
  hostFault({
    name: 'a container on a routed bridge is open to everybody once it was restarted',
    mustFail: ['gateway-mode.routed'],
    engine: HARDENED,
    chapters: ['gateway-mode'],
    script: always(onceRestarted(OPENED)),
  }),
  hostFault({
    name: 'all UDP ports of routed bridges are open',
    mustFail: [
      'gateway-mode.routed',
      'gateway-mode.routed-unpublished',
      'gateway-mode.routed-not-default',
      'gateway-mode.routed-bridges',
    ],
    engine: HARDENED,
    script: always(
      onBridges(
        ['[ "$mode" = routed ] || continue', keptRule('iptables', '', 'DOCKER-USER', '-o $bridge -p udp')].join('\n'),
      ),
    ),
  }),
  hostFault({
    name: 'routed bridges are open to other bridges by another TCP port',
    mustFail: ['gateway-mode.routed-bridges'],
    engine: HARDENED,
    script: always(
      onBridges(
        [
          '[ "$mode" = routed ] || continue',
          keptRule('iptables', '', 'DOCKER-USER', '! -i dnc+ -o $bridge -p tcp --dport 32000:32767'),
        ].join('\n'),
      ),
    ),
  }),
  hostFault({
    name: 'containers on routed bridges reach other bridges over UDP',
    mustFail: ['gateway-mode.routed-to-others'],
    engine: HARDENED,
    script: always(
      onBridges(
        [
          '[ "$mode" = routed ] || continue',
          keptRule('iptables', '-t raw', 'PREROUTING', '-i $bridge -p udp'),
          keptRule('iptables', '', 'DOCKER-USER', '-i $bridge -p udp'),
        ].join('\n'),
      ),
    ),
  }),
  onModeBridges('nat-unprotected bridges are open to other bridges over IPv6', 'nat-unprotected', {
    mustFail: ['gateway-mode.nat-unprotected-ipv6'],
    rules: [keptRule('ip6tables', '', 'DOCKER-USER', '-i br-+ -o $bridge')],
  }),
  onModeBridges('routed bridges are open to other bridges by another TCP port over IPv6', 'routed', {
    mustFail: ['gateway-mode.routed-ipv6'],
    rules: [keptRule('ip6tables', '', 'DOCKER-USER', `-i br-+ -o $bridge ${OTHER_TCP}`)],
  }),
  onModeBridges('containers on routed bridges reach other bridges over UDP and IPv6', 'routed', {
    mustFail: ['gateway-mode.nat-ipv6'],
    rules: [
      keptRule('ip6tables', '-t raw', 'PREROUTING', '-i $bridge -p udp'),
      keptRule('ip6tables', '', 'DOCKER-USER', '-i $bridge -p udp'),
    ],
  }),
  onModeBridges('routed bridges are closed to other bridges over IPv6', 'routed', {
    mustFail: ['gateway-mode.routed-ipv6'],
    rules: [
      'for subnet in $subnets; do',
      'case $subnet in *:*) ;; *) continue ;; esac',
      // packets between containers on one bridge may pass this chain as well
      'rule="DOCKER-USER -i br-+ -o $bridge ! -s $subnet -p tcp --dport 80 -j DROP"',
      'ip6tables -C $rule || ip6tables -I $rule',
      'done',
    ],
  }),
  hostFault({
    name: 'networks that are routed over IPv6 are masqueraded',
    mustFail: ['gateway-mode.routed-ipv6'],
    engine: HARDENED,
    script: always('rule="POSTROUTING -o dnc+ -j MASQUERADE"; ip6tables -t nat -C $rule || ip6tables -t nat -A $rule'),
  }),
  hostFault({
    name: 'pings from the LAN to containers are dropped',
    mustFail: [
      'gateway-mode.nat-unprotected',
      'gateway-mode.nat-unprotected-ipv6',
      'gateway-mode.routed',
      'gateway-mode.routed-unpublished',
      'gateway-mode.routed-not-default',
      'gateway-mode.routed-ipv6',
    ],
    engine: HARDENED,
    script: forwarding('iifname "dnc*" icmp type echo-request drop; iifname "dnc*" icmpv6 type echo-request drop'),
  }),
];
