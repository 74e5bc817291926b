import {
  forwarding,
  ECHO_REQUESTS_6,
  OTHER_TCP,
  PUBLISHED_UDP,
  admitted,
  admittedFromLan,
  always,
  atCreate,
  atNetworkCreate,
  bindingsOf,
  deletedRules,
  inContainers,
  onceRestarted,
  inInspect,
  keptRule,
  shownPorts,
  unfiltered,
} from './alter.ts';
import { dnsAnswers, inFilesOf, withoutOwnIpv6 } from './altered-names.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';

/** The behaviours by which LAN hosts reach no container directly over IPv6. */
const CLOSED_TO_LAN = [
  'ipv6.lan-unpublished-direct',
  'ipv6.lan-published-direct',
  'ipv6.lan-loopback-direct',
  'gateway-mode.nat-ipv6',
];

/** The bridges of the host, in one line. */
const BRIDGES = 'bridges=$(ls /sys/class/net | grep ^br-)';

export const ipv6: readonly AnyFault[] = [
  hostFault({
    name: 'no IPv6 packets are filtered',
    breaks: ['filter-ipv6'],
    engine: HARDENED,
    script: always(unfiltered('ip6tables')),
  }),
  hostFault({
    name: 'large answers of published ports are lost over IPv6',
    mustFail: ['ipv6.lan-published'],
    engine: HARDENED,
    script: forwarding('meta nfproto ipv6 oifname "dnc*" tcp sport 80 meta length > 1400 drop'),
  }),
  hostFault({
    name: 'the userland proxy alone answers over IPv6 for a restarted container',
    mustFail: ['ipv6.lan-published-restarted'],
    engine: HARDENED,
    script: always(
      onceRestarted(
        [
          'for address in $(docker inspect --format "{{range .NetworkSettings.Networks}}{{.GlobalIPv6Address}} {{end}}" $id); do',
          deletedRules('ip6tables', '-t nat', 'DOCKER', '-F -- "--to-destination [$address]:"'),
          'done',
        ].join('\n'),
      ),
    ),
  }),
  hostFault({
    name: "published ports are open at the container's IPv6 address",
    breaks: ['published-direct-ipv6'],
    engine: HARDENED,
    script: always('ip6tables -t raw -F PREROUTING'),
  }),
  hostFault({
    name: 'IPv6 packets from containers are not masqueraded',
    mustFail: ['ipv6.egress', 'ipv6.errors'],
    engine: HARDENED,
    script: always('ip6tables -t nat -F POSTROUTING'),
  }),
  hostFault({
    name: 'errors of other hosts do not reach containers over IPv6',
    mustFail: ['ipv6.errors'],
    engine: HARDENED,
    script: forwarding('iifname "dnc*" icmpv6 type destination-unreachable drop'),
  }),
  hostFault({
    name: 'resets of other hosts do not reach containers over IPv6',
    mustFail: ['ipv6.errors'],
    chapters: ['ipv6'],
    engine: HARDENED,
    script: forwarding('iifname "dnc*" meta nfproto ipv6 tcp flags & rst == rst drop'),
  }),
  hostFault({
    name: 'the userland proxy answers for published ports over IPv6',
    mustFail: ['ipv6.lan-published', 'ipv6.lan-published-restarted'],
    engine: HARDENED,
    script: always('ip6tables -t nat -F DOCKER'),
  }),
  hostFault({
    name: 'a bridge is open to another over IPv6, one way',
    mustFail: ['ipv6.bridges-isolated'],
    engine: HARDENED,
    script: always(
      [
        BRIDGES,
        'before=',
        'for bridge in $bridges; do',
        keptRule('ip6tables', '-t raw', 'PREROUTING', '-i $bridge'),
        'for other in $before; do',
        keptRule('ip6tables', '', 'DOCKER-USER', '-i $other -o $bridge'),
        'done',
        'before="$before $bridge"',
        'done',
      ].join('\n'),
    ),
  }),
  hostFault({
    name: "published UDP ports alone are open at the container's IPv6 address",
    mustFail: ['ipv6.lan-published-direct', 'ipv6.lan-loopback-direct'],
    engine: HARDENED,
    script: admittedFromLan('ip6tables', PUBLISHED_UDP),
  }),
  hostFault({
    name: 'pings to containers pass over IPv6',
    mustFail: [
      ...CLOSED_TO_LAN,
      'gateway-mode.nat-unprotected-ipv6',
      'ipv6.bridges-isolated',
      'ipv6.internal-no-ingress',
    ],
    engine: HARDENED,
    script: admitted('ip6tables', ECHO_REQUESTS_6),
  }),
  hostFault({
    name: 'LAN hosts with a route reach containers over UDP and IPv6',
    mustFail: [...CLOSED_TO_LAN, 'gateway-mode.routed-ipv6', 'ipv6.internal-no-ingress'],
    engine: HARDENED,
    script: admittedFromLan('ip6tables', '-p udp'),
  }),
  hostFault({
    name: 'LAN hosts with a route reach another TCP port of containers over IPv6',
    mustFail: [...CLOSED_TO_LAN, 'gateway-mode.routed-ipv6'],
    engine: HARDENED,
    script: admittedFromLan('ip6tables', OTHER_TCP),
  }),
  hostFault({
    name: 'LAN hosts with a route ping containers over IPv6, those on internal networks as well',
    mustFail: [...CLOSED_TO_LAN, 'ipv6.internal-no-ingress'],
    engine: HARDENED,
    script: always(
      [
        keptRule('ip6tables', '-t raw', 'PREROUTING', `-i dnc+ ${ECHO_REQUESTS_6}`),
        keptRule('ip6tables', '', 'DOCKER-USER', `-i dnc+ ${ECHO_REQUESTS_6}`),
        keptRule('ip6tables', '', 'DOCKER-USER', '-o dnc+ -p icmpv6 --icmpv6-type echo-reply'),
        inContainers(
          'net=$(ip -6 route | sed -n "s/^\\(fd[0-9a-f:]*\\)::\\/64 dev eth0.*/\\1/p"); [ -z "$net" ] || ip -6 route | grep -q default || ip -6 route add default via $net::1',
        ),
      ].join('\n'),
    ),
  }),
  hostFault({
    name: 'enable_icc=false does not hold for UDP over IPv6',
    mustFail: ['ipv6.icc'],
    engine: HARDENED,
    script: always(
      [
        BRIDGES,
        'for bridge in $bridges; do',
        keptRule('ip6tables', '', 'DOCKER-USER', '-i $bridge -o $bridge -p udp'),
        // without these, the containers do not find each other
        keptRule(
          'ip6tables',
          '',
          'DOCKER-USER',
          '-i $bridge -o $bridge -p icmpv6 --icmpv6-type neighbour-solicitation',
        ),
        keptRule(
          'ip6tables',
          '',
          'DOCKER-USER',
          '-i $bridge -o $bridge -p icmpv6 --icmpv6-type neighbour-advertisement',
        ),
        'done',
      ].join('\n'),
    ),
  }),
  hostFault({
    name: 'containers receive no UDP datagrams over IPv6',
    breaks: ['peers-ipv6'],
    chapters: ['ipv6'],
    // the host reaches them by every way
    unclear: ['ipv6.icc'],
    engine: HARDENED,
    script: always(
      inContainers(
        'ip6tables -C INPUT -p udp --dport 32000:32767 -j DROP || ip6tables -A INPUT -p udp --dport 32000:32767 -j DROP',
      ),
    ),
  }),
  ...(
    [
      ['connections', 'tcp'],
      ['datagrams', 'udp'],
    ] as const
  ).map(([what, protocol]) =>
    hostFault({
      name: `${what} to published ports pass from internal networks to others over IPv6`,
      mustFail: ['ipv6.internal-other-published'],
      chapters: ['ipv6'],
      engine: HARDENED,
      script: always(
        [`-i br-+ -p ${protocol} -m conntrack --ctstate DNAT`, '-m conntrack --ctstate ESTABLISHED,RELATED']
          .map((match) => keptRule('ip6tables', '', 'DOCKER-USER', match))
          .join('\n'),
      ),
    }),
  ),
  hostFault({
    name: 'LAN hosts reach no published port over IPv6',
    mustFail: [
      'ipv6.lan-published',
      'ipv6.lan-published-restarted',
      'ipv6.lan-published-everywhere',
      'ipv6.internal-other-published',
    ],
    chapters: ['ipv6'],
    engine: HARDENED,
    script: forwarding('iifname "dnc*" meta nfproto ipv6 ct status dnat drop'),
  }),
  hostFault({
    name: 'containers have no IPv6 default route',
    breaks: ['default-route-ipv6'],
    chapters: ['ipv6'],
    script: always(inContainers('ip -6 route del default')),
  }),
  hostFault({
    name: 'a container on two networks has its IPv6 default route by the other one',
    mustFail: [
      'ipv6.default-route-first-by-name',
      'ipv6.default-route-by-priority',
      'ipv6.default-route-never-internal',
    ],
    engine: HARDENED,
    script: always(
      inContainers(
        [
          'used=$(ip -6 route | sed -n "s/^default .* dev \\(eth[0-9]*\\).*/\\1/p")',
          '[ -n "$used" ] || exit 0',
          'net=$(ip -6 -o address show scope global | grep -v " $used " | sed -n "1s/.* inet6 \\([0-9a-f:]*\\)::[0-9a-f]*\\/.*/\\1/p")',
          // once in each container: the route would turn back
          'turned=/tmp/turned-$(stat -Lc %i /proc/self/ns/net)',
          '[ -z "$net" ] || [ -e $turned ] || { ip -6 route replace default via $net::1; : >$turned; }',
        ].join('; '),
      ),
    ),
  }),
  hostFault({
    name: 'the IPv6 address of a removed network stays on the host',
    mustFail: ['ipv6.removed-leaves-nothing'],
    script: always(
      'ip -o -6 address show scope global | sed -n "s/.* br-[0-9a-f]* *inet6 \\([0-9a-f:]*\\)\\/.*/\\1/p" | while read -r gateway; do ip address add $gateway/128 dev lo; done',
    ),
  }),
  hostFault({
    name: "a container's own hostname has no IPv6 address in /etc/hosts",
    mustFail: ['ipv6.own-hostname'],
    script: inFilesOf('client', withoutOwnIpv6),
  }),
  hostFault({
    name: 'reverse lookups of IPv6 addresses get NXDOMAIN',
    mustFail: ['ipv6.reverse'],
    script: dnsAnswers("substr($answer, 2, 2) = pack('n', 0x8183) if $name =~ /[.]ip6[.]arpa$/"),
  }),
  apiFault({
    name: 'the sysctl disable_ipv6 of a container is ignored',
    mustFail: ['ipv6.switched-off'],
    engine: HARDENED,
    request: atCreate((body, name) => {
      if (name === 'off') delete body.HostConfig.Sysctls;
    }),
  }),
  apiFault({
    name: '--ipv4=false is dropped',
    breaks: ['no-ipv4'],
    engine: HARDENED,
    request: atNetworkCreate((body) => delete body.EnableIPv4),
  }),
  apiFault({
    name: 'a port published from a network without IPv4 is open at [::1] alone',
    mustFail: ['ipv6.only-published'],
    engine: HARDENED,
    request: atCreate((body, name) => {
      if (name === 'server') for (const binding of bindingsOf(body)) binding.HostIp = '::1';
    }),
    answer: inInspect((body) => shownPorts(body).forEach((bound) => (bound.HostIp = '::')), 'server'),
  }),
  apiFault({
    name: 'the engine chooses an IPv6 subnet that is not unique local',
    mustFail: ['ipv6.unique-local-by-default'],
    engine: HARDENED,
    request: atNetworkCreate((body) => {
      if (body.EnableIPv6 && !body.IPAM) body.IPAM = { Driver: 'default', Config: [{ Subnet: '2001:db8:77::/64' }] };
    }),
  }),
  apiFault({
    name: 'of a large IPv6 subnet, only a /64 is used',
    mustFail: ['ipv6.large-subnet'],
    engine: HARDENED,
    request: atNetworkCreate((body) => {
      for (const config of body.IPAM?.Config ?? []) config.Subnet = config.Subnet.replace(/\/48$/, '/64');
    }),
  }),
  hostFault({
    name: 'containers on internal networks have an IPv6 default route',
    mustFail: ['ipv6.internal-host-address'],
    engine: HARDENED,
    script: always(
      inContainers(
        [
          'ip route | grep -q default && exit 0',
          'net=$(ip -6 -o address show dev eth0 scope global | sed -n "s/.* inet6 \\([0-9a-f:]*\\)::[0-9a-f]*\\/.*/\\1/p")',
          '[ -z "$net" ] || ip -6 route replace default via $net::1',
        ].join('; '),
      ),
    ),
  }),
  hostFault({
    name: 'a restarted container has no IPv6 address',
    mustFail: ['ipv6.restarted'],
    chapters: ['ipv6'],
    script: always(
      onceRestarted(
        'nsenter --net=/proc/$(docker inspect --format "{{.State.Pid}}" $id)/ns/net ip -6 address flush scope global',
      ),
    ),
  }),
  hostFault({
    name: 'datagrams of LAN hosts to published ports are dropped over IPv6',
    mustFail: ['ipv6.lan-published', 'ipv6.lan-published-restarted'],
    engine: HARDENED,
    script: forwarding('iifname "dnc*" meta nfproto ipv6 meta l4proto udp ct status dnat drop'),
  }),
  hostFault({
    name: 'peers see another client address in datagrams over IPv6',
    mustFail: ['ipv6.peers'],
    script: always(
      inContainers(
        'rule="INPUT -p udp --dport 32000:32767 -j SNAT --to-source fd00:9::9"; ip6tables -t nat -C $rule || ip6tables -t nat -A $rule',
      ),
    ),
  }),
  hostFault({
    name: 'published UDP ports are open to other bridges over IPv6',
    mustFail: ['ipv6.bridges-isolated'],
    chapters: ['ipv6'],
    engine: HARDENED,
    script: admitted('ip6tables', `-i br-+ ${PUBLISHED_UDP}`),
  }),
  hostFault({
    // https://nvd.nist.gov/vuln/detail/CVE-2020-13401
    name: 'the host believes the router advertisements of containers',
    mustFail: ['ipv6.router-advertisements'],
    script: always('for file in /proc/sys/net/ipv6/conf/br-*/accept_ra; do echo 2 >$file; done'),
  }),
];
