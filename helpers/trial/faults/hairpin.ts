import { always, arriving, atCreate, nftChain } from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';

/** Connections to the host ports that the engine chooses. */
const PUBLISHED = 'tcp dport >= 32768';

/** Drops new flows over IPv6 from each container with this name in its scenario to host ports. */
const blockedFrom = (name: string, protocol: 'tcp' | 'udp'): string =>
  always(
    [
      `for id in $(docker ps --quiet --filter name=-${name}$); do`,
      'address=$(docker inspect --format "{{range .NetworkSettings.Networks}}{{.GlobalIPv6Address}}{{end}}" $id)',
      '[ -n "$address" ] || continue',
      // its replies have such ports as well
      `rule="PREROUTING -s $address -p ${protocol} --dport 32768: -m conntrack --ctstate NEW -j DROP"`,
      'ip6tables -t mangle -C $rule || ip6tables -t mangle -I $rule',
      'done',
    ].join('\n'),
  );

export const hairpin: readonly AnyFault[] = [
  apiFault({
    name: 'UDP ports are not published',
    breaks: ['published-udp'],
    mustFail: ['publish.udp-ipv6', 'publish.taken-by-process-udp'],
    chapters: ['hairpin', 'publish'],
    engine: HARDENED,
    request: atCreate((body) => {
      for (const port of Object.keys(body.HostConfig.PortBindings ?? {}))
        if (port.endsWith('/udp')) delete body.HostConfig.PortBindings[port];
    }),
  }),
  hostFault({
    name: 'containers reach no ports of their host',
    breaks: ['host-ports'],
    engine: HARDENED,
    script: nftChain(
      [
        // after connections are tracked, and before addresses are translated
        'type filter hook prerouting priority -150; ct state != new accept;',
        ...['br-*', 'docker0'].map((bridge) => `iifname "${bridge}" meta l4proto { tcp, udp } th dport >= 32768 drop`),
      ].join('\n'),
    ),
  }),
  hostFault({
    name: 'containers reach no published port at the IPv6 addresses of their host',
    mustFail: ['hairpin.peer-ipv6', 'hairpin.itself-ipv6', 'hairpin.other-network-ipv6'],
    engine: HARDENED,
    script: arriving(`iifname "br-*" meta nfproto ipv6 ${PUBLISHED} reject`),
  }),
  ...(
    [
      ['its own published port', 'server', ['hairpin.itself-ipv6']],
      ['a published port of its peer', 'peer', ['hairpin.peer-ipv6']],
      ['a port published from another network', 'outsider', ['hairpin.other-network-ipv6']],
    ] as const
  ).map(([what, client, mustFail]) =>
    hostFault({
      name: `a container does not reach ${what} at the host's IPv6 address`,
      mustFail,
      engine: HARDENED,
      script: blockedFrom(client, 'tcp'),
    }),
  ),
  ...(
    [
      ['its own published UDP port', 'server', ['hairpin.itself-udp-ipv6']],
      ['a published UDP port of its peer', 'peer', ['hairpin.peer-udp-ipv6']],
      ['a UDP port published from another network', 'outsider', ['hairpin.other-network-udp-ipv6']],
    ] as const
  ).map(([what, client, mustFail]) =>
    hostFault({
      name: `a container does not reach ${what} at the host's IPv6 address`,
      mustFail,
      engine: HARDENED,
      script: blockedFrom(client, 'udp'),
    }),
  ),
  hostFault({
    name: 'a container on the default bridge does not reach its own UDP port at the address of docker0',
    mustFail: ['hairpin.default-bridge'],
    script: always(
      [
        'for id in $(docker ps --quiet --filter name=-ondefault$); do',
        'address=$(docker inspect --format "{{.NetworkSettings.IPAddress}}" $id)',
        'port=$(docker port $id 5353/udp | sed -n "s/^0.0.0.0://p")',
        '[ -n "$address" ] && [ -n "$port" ] || continue',
        'rule="PREROUTING -s $address -p udp --dport $port -j DROP"',
        'iptables -t raw -C $rule || iptables -t raw -I $rule',
        'done',
      ].join('\n'),
    ),
  }),
  hostFault({
    name: "containers do not reach published ports at the host's address on its LAN",
    mustFail: ['hairpin.peer', 'hairpin.itself', 'hairpin.other-network'],
    chapters: ['hairpin'],
    script: always(
      [
        'for address in $(ip -4 -o address show dev eth0 | sed -n "s/.* inet \\([0-9.]*\\).*/\\1/p"); do',
        'rule="PREROUTING -i br-+ -d $address -p tcp --syn --dport 32768:60999 -j DROP"',
        'iptables -t raw -C $rule || iptables -t raw -I $rule',
        'done',
      ].join('\n'),
    ),
  }),
];
