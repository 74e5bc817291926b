import { TRUSTED_INTERFACES } from '../../scenario/network-options.ts';
import {
  ECHO_REQUESTS,
  OTHER_TCP,
  PUBLISHED_UDP,
  admittedFromLan,
  always,
  atNetworkCreate,
  forwarding,
  nftChain,
  OPENED,
  keptDrop,
  keptRule,
  onceRestarted,
} from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';

/** The behaviours by which LAN hosts reach no container directly, or its published ports alone. */
const CLOSED_TO_LAN = [
  'lan.trusted-interface',
  'lan.unpublished-direct',
  'lan.published-direct',
  'lan.loopback-direct',
  'gateway-mode.nat',
  'gateway-mode.routed-ipv6-only',
];

/** Those by which they reach published ports, and pings, and no other. */
const ROUTED = ['gateway-mode.routed', 'gateway-mode.routed-unpublished', 'gateway-mode.routed-not-default'];

/** The addresses of docker0 in an embedded engine. */
const DOCKER0 = '-d 172.17.0.0/16';

export const lan: readonly AnyFault[] = [
  apiFault({
    name: 'networks trust no interface of the host',
    // without masquerading, replies arrive by a trusted interface
    mustFail: ['lan.trusted-interface', 'source-address.masquerade-off'],
    engine: HARDENED,
    request: atNetworkCreate((body) => delete body.Options?.[TRUSTED_INTERFACES]),
  }),
  hostFault({
    name: 'a network that trusts one interface of the host trusts them all',
    mustFail: ['lan.loopback-direct'],
    engine: HARDENED,
    script: always(
      'iptables -t raw -S PREROUTING | sed -n "s/^-A \\(PREROUTING -d [^ ]*\\) -i .* -j ACCEPT/\\1/p" | while read -r match; do iptables -t raw -C $match -j ACCEPT || iptables -t raw -I $match -j ACCEPT; done',
    ),
  }),
  hostFault({
    name: "published ports are open at the container's address",
    breaks: ['published-direct'],
    engine: HARDENED,
    script: always('iptables -t raw -F PREROUTING'),
  }),
  hostFault({
    name: "published UDP ports alone are open at the container's address",
    mustFail: ['lan.published-direct', 'lan.loopback-direct'],
    engine: HARDENED,
    script: admittedFromLan('iptables', PUBLISHED_UDP),
  }),
  hostFault({
    name: 'LAN hosts with a route reach containers over UDP',
    mustFail: [...CLOSED_TO_LAN, ...ROUTED, 'lan.loopback-crafted', 'internal.no-ingress'],
    engine: HARDENED,
    script: admittedFromLan('iptables', '-p udp'),
  }),
  hostFault({
    name: 'LAN hosts with a route ping containers',
    mustFail: [...CLOSED_TO_LAN, 'internal.no-ingress'],
    engine: HARDENED,
    script: admittedFromLan('iptables', ECHO_REQUESTS),
  }),
  hostFault({
    name: 'LAN hosts with a route reach another TCP port of containers',
    mustFail: [...CLOSED_TO_LAN, ...ROUTED],
    engine: HARDENED,
    script: admittedFromLan('iptables', OTHER_TCP),
  }),
  hostFault({
    name: 'LAN hosts with a route ping containers on docker0 alone',
    mustFail: ['lan.unpublished-direct', 'lan.published-direct', 'lan.loopback-direct'],
    engine: HARDENED,
    script: admittedFromLan('iptables', `${DOCKER0} ${ECHO_REQUESTS}`),
  }),
  hostFault({
    name: 'LAN hosts with a route reach another TCP port of containers on docker0 alone',
    mustFail: ['lan.unpublished-direct', 'lan.published-direct', 'lan.loopback-direct'],
    engine: HARDENED,
    script: admittedFromLan('iptables', `${DOCKER0} ${OTHER_TCP}`),
  }),
  hostFault({
    name: 'LAN hosts with a route reach containers on user-defined networks alone over UDP',
    mustFail: [...CLOSED_TO_LAN, ...ROUTED, 'lan.loopback-crafted', 'internal.no-ingress'],
    engine: HARDENED,
    script: admittedFromLan('iptables', `! ${DOCKER0} -p udp`),
  }),
  hostFault({
    name: 'new UDP packets from the LAN are dropped',
    mustFail: [
      'lan.gateway-direct',
      'lan.trusted-interface',
      'source-address.from-lan',
      'gateway-mode.nat-unprotected',
      'gateway-mode.nat-unprotected-ipv6',
      'gateway-mode.routed',
      'gateway-mode.routed-ipv6',
    ],
    // the LAN host reaches a process of the host by every way
    unclear: ['gateway-mode.isolated', 'gateway-mode.isolated-ipv6', 'macvlan.own-host'],
    engine: HARDENED,
    script: nftChain('type filter hook prerouting priority -150; iifname "dnc*" meta l4proto udp ct state new drop;'),
  }),
  hostFault({
    name: 'containers cannot ping LAN hosts',
    mustFail: ['lan.egress', 'ipv6.egress'],
    script: forwarding('oifname "dnc*" icmp type echo-request drop; oifname "dnc*" icmpv6 type echo-request drop'),
    engine: HARDENED,
  }),
  hostFault({
    name: 'containers on docker0 alone cannot send UDP datagrams to LAN hosts',
    mustFail: ['lan.egress', 'source-address.to-lan'],
    script: forwarding('iifname "docker0" oifname "dnc*" meta l4proto udp ct state new drop'),
  }),
  hostFault({
    name: 'errors of other hosts do not reach containers',
    breaks: ['egress-errors'],
    script: always(keptDrop('-p icmp -m conntrack --ctstate RELATED')),
  }),
  hostFault({
    name: 'resets of other hosts do not reach containers',
    mustFail: ['lan.errors'],
    script: forwarding('iifname "dnc*" tcp flags & rst == rst drop'),
  }),
  hostFault({
    name: 'full packets of what containers load from LAN hosts are dropped',
    mustFail: ['lan.egress', 'ipv6.egress'],
    engine: HARDENED,
    script: forwarding('iifname "dnc*" tcp sport 80 meta length > 1400 drop'),
  }),
  hostFault({
    name: 'containers are open to LAN hosts once they are restarted',
    mustFail: ['lan.unpublished-direct', 'lan.published-direct', 'lan.loopback-direct'],
    engine: HARDENED,
    script: always(onceRestarted(OPENED)),
  }),
  hostFault({
    name: 'requests of the host to other hosts are redirected to published ports',
    mustFail: ['lan.same-port'],
    script: always('rule="OUTPUT ! -d 127.0.0.0/8 -j DOCKER"; iptables -t nat -C $rule || iptables -t nat -A $rule'),
  }),
  hostFault({
    name: 'LAN hosts with a route reach containers that are on two networks',
    mustFail: ['lan.unpublished-direct'],
    chapters: ['lan'],
    script: always(
      [
        'for address in $(docker inspect --format "{{if gt (len .NetworkSettings.Networks) 1}}{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}{{end}}" $(docker ps --quiet)); do',
        keptRule('iptables', '', 'DOCKER-USER', '-i dnc+ -d $address'),
        'done',
      ].join('\n'),
    ),
  }),
];
