import type { Body, Call } from '../../engine/api-proxy.ts';
import type { ApiFault, HostFault } from './fault.ts';
import { byResolversPage, underResolversPage } from './names-ids.ts';
import { always, inContainers } from './scripts.ts';

/** Shown on an engine that keeps all these promises. */
const engine = 'debian:forky';

const GATEWAY_MODE = 'com.docker.network.bridge.gateway_mode_ipv4';

const atCreate =
  (alter: (body: Body) => void) =>
  (call: Call, body: Body): void => {
    if (call.method === 'POST' && call.path === '/containers/create') alter(body);
  };

const atNetworkCreate =
  (alter: (body: Body) => void) =>
  (call: Call, body: Body): void => {
    if (call.method === 'POST' && call.path === '/networks/create') alter(body);
  };

/** Keeps a rule first in a chain. */
const first = (iptables: string, chain: string, rule: string): string =>
  always(`${iptables} -C ${chain} ${rule} || ${iptables} -I ${chain} ${rule}`);

const apiFaults: readonly Omit<ApiFault, 'kind' | 'engine'>[] = [
  {
    name: 'internal networks are ordinary ones',
    by: [
      'dns.internal-not-forwarded',
      'internal.no-egress',
      'internal.other-published',
      'internal.host-address',
      'internal.publishes-nothing',
    ],
    request: atNetworkCreate((body) => {
      if (!body.Options) body.Internal = false;
    }),
  },
  {
    name: 'enable_icc is ignored',
    by: ['icc.peer', 'icc.published', 'icc.internal'],
    request: atNetworkCreate((body) => delete body.Options?.['com.docker.network.bridge.enable_icc']),
  },
  {
    name: 'gateway modes are ignored',
    by: [
      'gateway-mode.routed',
      'gateway-mode.routed-unpublished',
      'gateway-mode.routed-bridges',
      'gateway-mode.routed-source',
      'gateway-mode.nat-unprotected',
      'gateway-mode.isolated',
    ],
    request: atNetworkCreate((body) => delete body.Options?.[GATEWAY_MODE]),
  },
  {
    name: 'gateways of the mode nat are unprotected',
    by: ['gateway-mode.nat'],
    request: atNetworkCreate((body) => {
      if (body.Options?.[GATEWAY_MODE] === 'nat') body.Options[GATEWAY_MODE] = 'nat-unprotected';
    }),
  },
  {
    name: 'no capability is dropped',
    by: ['spoofing.needs-net-raw'],
    request: atCreate((body) => delete body.HostConfig.CapDrop),
  },
  {
    name: 'no container has NET_RAW',
    by: ['spoofing.default-capabilities'],
    request: atCreate((body) => (body.HostConfig.CapDrop = ['NET_RAW'])),
  },
  {
    name: "another container's network is docker0",
    by: ['shared.network', 'shared.loopback'],
    unclear: ['shared.loopback-private'],
    request: atCreate((body) => {
      if (body.HostConfig.NetworkMode.startsWith('container:')) body.HostConfig.NetworkMode = 'bridge';
    }),
  },
  {
    name: 'UDP ports are not published',
    by: ['hairpin.peer-udp', 'hairpin.itself-udp', 'hairpin.other-network-udp'],
    request: atCreate((body) => {
      for (const port of Object.keys(body.HostConfig.PortBindings ?? {}))
        if (port.endsWith('/udp')) delete body.HostConfig.PortBindings[port];
    }),
  },
  {
    name: 'containers of a macvlan do not reach each other',
    by: ['macvlan.peers'],
    request: atNetworkCreate((body) => {
      if (body.Driver === 'macvlan') body.Options.macvlan_mode = 'private';
    }),
  },
  {
    name: 'a macvlan is a bridge',
    by: ['macvlan.lan-host', 'macvlan.egress'],
    unclear: ['macvlan.own-host'],
    request: atNetworkCreate((body) => {
      if (body.Driver === 'macvlan') Object.assign(body, { Driver: 'bridge', Options: {} });
    }),
  },
];

/** What an engine from 28 on drops before it is routed, and after, is dropped no more. */
const unfiltered = (iptables: string): string =>
  `${iptables} -t raw -F PREROUTING; ${iptables} -C DOCKER-USER -j ACCEPT || ${iptables} -I DOCKER-USER -j ACCEPT`;

/** Those that fail where nothing is filtered. */
const openToAll = [
  'isolation.user-defined-bridges',
  'isolation.published-by-address',
  'isolation.default-bridge',
  'internal.no-ingress',
  'internal.other-published',
  'lan.unpublished-direct',
  'lan.published-direct',
  'lan.loopback-direct',
  'lan.loopback-crafted',
  'icc.peer',
  'icc.published',
  'icc.internal',
  'gateway-mode.nat',
  'gateway-mode.routed-unpublished',
  'gateway-mode.routed-bridges',
];

const engineFaults: readonly Omit<HostFault, 'kind' | 'where'>[] = [
  {
    name: 'nothing is filtered',
    by: openToAll,
    script: always(unfiltered('iptables')),
  },
  {
    name: 'nothing is filtered over IPv6',
    by: [
      'ipv6.bridges-isolated',
      'ipv6.lan-unpublished-direct',
      'ipv6.lan-published-direct',
      'ipv6.lan-loopback-direct',
    ],
    script: always(unfiltered('ip6tables')),
  },
  {
    name: 'nothing is filtered, and internal networks have a way out',
    by: [
      ...openToAll,
      'internal.no-egress',
      'internal.other-bridge',
      'internal.host-address',
      // what leaves by the link is translated, where it should not be, too
      'gateway-mode.routed-source',
    ],
    script: always(
      [
        unfiltered('iptables'),
        'iptables -t nat -C POSTROUTING -o dnc+ -j MASQUERADE || iptables -t nat -A POSTROUTING -o dnc+ -j MASQUERADE',
        inContainers(
          'subnet=$(ip route | sed -n "s/^\\([0-9.]*\\)\\.0\\/.* dev eth0 .*/\\1/p"); [ -z "$subnet" ] || ip route | grep -q default || ip route add default via $subnet.1',
        ),
      ].join('\n'),
    ),
  },
  {
    name: "published ports are open at the containers' own addresses",
    by: ['lan.published-direct', 'lan.loopback-direct', 'lan.loopback-crafted', 'gateway-mode.nat'],
    script: always('iptables -t raw -F PREROUTING'),
  },
  {
    name: "published ports are open at the containers' own IPv6 addresses",
    by: ['ipv6.lan-published-direct', 'ipv6.lan-loopback-direct'],
    script: always('ip6tables -t raw -F PREROUTING'),
  },
  {
    name: 'what containers send is not translated',
    // nobody beyond the host knows a way back, nor does a bridge whose gateway mode is routed
    by: [
      'source-address.to-lan',
      'gateway-mode.routed-source',
      'gateway-mode.routed-bridges',
      ...byResolversPage,
      'dns.forwarded-slow',
      'dns.forwarded-reverse',
      'dns.default-bridge',
    ],
    unclear: [...underResolversPage, 'internal.no-egress', 'none.no-egress'],
    script: always('iptables -t nat -F POSTROUTING'),
  },
  {
    name: 'what containers send is not translated over IPv6',
    by: ['ipv6.egress'],
    script: always('ip6tables -t nat -F POSTROUTING'),
  },
  {
    name: 'the proxy answers for published ports',
    // it answers at the gateway of an internal network as well
    by: ['source-address.from-lan', 'internal.other-published'],
    script: always('iptables -t nat -F DOCKER'),
  },
  {
    name: 'the proxy answers for published ports over IPv6',
    by: ['ipv6.lan-published'],
    script: always('ip6tables -t nat -F DOCKER'),
  },
  {
    name: 'containers reach no ports of their host',
    by: ['hairpin.*', 'isolation.published-at-host-address', 'icc.host-port', 'internal.host-gateway'],
    unclear: ['internal.host-address'],
    script: [
      'nft -f - <<END',
      'table inet broken {',
      'chain arriving {',
      // after connections are known, and before addresses are translated
      'type filter hook prerouting priority -150; ct state != new accept;',
      ...['br-*', 'docker0'].map((bridge) => `iifname "${bridge}" meta l4proto { tcp, udp } th dport >= 32768 drop`),
      '}',
      '}',
      'END',
      '',
    ].join('\n'),
  },
  {
    name: 'the loopback address of a container is open',
    by: ['shared.loopback-private'],
    script: always(
      inContainers(
        'echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet; rule="PREROUTING -p tcp --dport 8081 -j DNAT --to-destination 127.0.0.1:8081"; iptables -t nat -C $rule || iptables -t nat -A $rule',
      ),
    ),
  },
  {
    name: 'containers of internal networks are seen from another address',
    by: ['internal.peers'],
    script: always(
      inContainers(
        [
          // an address that they have a way back to
          'ip route | grep -q default && exit 0',
          'net=$(ip -4 -o address show dev eth0 | sed -n "s/.* inet \\([0-9.]*\\)\\.[0-9]*\\/.*/\\1/p")',
          'rule="INPUT -p tcp --dport 80 -j SNAT --to-source $net.77"',
          '[ -z "$net" ] || iptables -t nat -C $rule || iptables -t nat -A $rule',
        ].join('; '),
      ),
    ),
  },
  {
    name: 'the host is on its macvlans itself',
    by: ['macvlan.own-host'],
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
  },
  {
    name: 'the two bridges of a scenario are one wire',
    // from 28 on, what is for another bridge is dropped on the wire, too
    engine: 'debian:trixie',
    by: ['spoofing.stays-in-network'],
    script: always(
      [
        // else what goes from one bridge to another gets the address of the bridge
        'iptables -t nat -C POSTROUTING -o br-+ -j ACCEPT || iptables -t nat -I POSTROUTING -o br-+ -j ACCEPT',
        'docker network ls --filter name=-other --format "{{.ID}} {{.Name}}" | while read other name; do',
        '  one=$(docker network ls --quiet --filter name=${name%-other}-one)',
        '  [ -n "$one" ] && ! ip link show x$other >/dev/null || continue',
        '  ip link add x$other type veth peer name y$other',
        '  ip link set x$other master br-$other up; ip link set y$other master br-$one up',
        'done',
      ].join('\n'),
    ),
  },
  {
    name: 'the host has another address on each bridge',
    by: ['source-address.from-host'],
    script: first(
      'iptables -t nat',
      'POSTROUTING',
      '-m addrtype --src-type LOCAL -o docker0 -j SNAT --to-source 198.51.100.2',
    ),
  },
];

const labFaults: readonly Omit<HostFault, 'kind' | 'where' | 'engine'>[] = [
  {
    name: 'nothing is filtered on a host that forwarded before',
    by: ['firewall.forwarding-host'],
    script: always(unfiltered('iptables')),
  },
  {
    name: 'published ports are closed to other hosts',
    by: ['firewall.input', 'firewall.forwarding-host'],
    unclear: ['firewall.docker-user', 'overlay.vxlan-carries'],
    script: first('iptables', 'DOCKER-USER', '-i eth0 -p tcp -m conntrack --ctstate DNAT -j DROP'),
  },
  {
    name: 'DOCKER-USER is not asked',
    by: ['firewall.docker-user'],
    script: always('iptables -D FORWARD -j DOCKER-USER'),
  },
  {
    name: 'the embedded DNS of the hosts is not there',
    by: [
      'names.in-swarm',
      'firewall.internal-dns',
      'overlay.cross-host',
      'overlay.large-body',
      'overlay.own-address',
      'overlay.vxlan-carries',
    ],
    script: always(inContainers('iptables -t nat -F')),
  },
];

/** What is broken of who can reach whom, one thing at a time. */
export const reachFaults: readonly (ApiFault | HostFault)[] = [
  ...apiFaults.map((fault) => Object.assign({ kind: 'api' as const, engine }, fault)),
  ...engineFaults.map((fault) => Object.assign({ kind: 'host' as const, where: 'engine' as const, engine }, fault)),
  ...labFaults.map((fault) => Object.assign({ kind: 'host' as const, where: 'lab' as const, engine }, fault)),
];
