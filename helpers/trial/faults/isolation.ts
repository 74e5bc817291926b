import { PUBLISHED_UDP, admitted, always, inContainers, keptRule, unfiltered, OPENED, onceRestarted } from './alter.ts';
import { type AnyFault, HARDENED, hostFault, labFault } from './fault.ts';
import { OTHER_WAYS, letThrough } from './let-through.ts';

/** Accepts every packet for a moment: some hundredths of a second. */
const openedOnce = [
  'iptables -t raw -I PREROUTING -j ACCEPT; iptables -I DOCKER-USER -j ACCEPT; sleep 0.02',
  'iptables -D DOCKER-USER -j ACCEPT; iptables -t raw -D PREROUTING -j ACCEPT',
].join('\n');

/** Runs commands once for every bridge that the engine creates. */
const atEachBridge = (commands: string): string =>
  always(
    `for bridge in /sys/class/net/br-*; do case "$seen" in *" $bridge "*) ;; *) seen="$seen $bridge "; ${commands};; esac; done`,
  );

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
  ...Object.entries(OTHER_WAYS).flatMap(([way, packets]) => [
    letThrough(`${way} pass between user-defined bridges`, `-i br+ -o br+ ${packets}`, {
      chapters: ['isolation'],
      mustFail: ['isolation.user-defined-bridges', 'isolation.published-by-address'],
    }),
    letThrough(`${way} pass from user-defined bridges to docker0`, `-i br+ -o docker0 ${packets}`, {
      chapters: ['isolation'],
      mustFail: ['isolation.default-bridge', 'isolation.published-by-address'],
    }),
    letThrough(`${way} pass from docker0 to user-defined bridges`, `-i docker0 -o br+ ${packets}`, {
      chapters: ['isolation'],
      mustFail: ['isolation.default-bridge', 'isolation.published-by-address'],
    }),
  ]),
  letThrough('packets for docker0 are forwarded from everywhere', '-o docker0', {
    chapters: ['isolation'],
    mustFail: ['isolation.default-bridge', 'isolation.published-by-address'],
  }),
  letThrough(
    'packets to published ports pass from user-defined bridges to docker0',
    '-i br+ -o docker0 -d $published',
    {
      chapters: ['isolation'],
      mustFail: ['isolation.published-by-address'],
      before:
        'published=$(docker inspect --format "{{.NetworkSettings.IPAddress}}" $(docker ps --quiet --filter name=-publishedondefault))',
    },
  ),
  hostFault({
    name: 'datagrams to published ports pass between bridges',
    mustFail: ['isolation.published-by-address', 'gateway-mode.nat-unprotected-bridges'],
    chapters: ['isolation', 'gateway-mode'],
    engine: HARDENED,
    script: admitted('iptables', `-i br-+ ${PUBLISHED_UDP}`),
  }),
  labFault({
    name: 'bridges are not isolated for a moment twice a second',
    mustFail: ['isolation.network-changes'],
    chapters: ['isolation'],
    engine: HARDENED,
    script: `while :; do\n${openedOnce}\nsleep 0.5\ndone 2>/dev/null`,
  }),
  labFault({
    name: 'bridges are not isolated for a moment after a network is created',
    mustFail: ['isolation.network-changes'],
    chapters: ['isolation'],
    engine: HARDENED,
    script: atEachBridge(`{ ${openedOnce.replaceAll('\n', '; ')}; }`),
  }),
  hostFault({
    name: 'new packets of the default bridge arrive on other bridges, and the replies are dropped',
    mustFail: ['isolation.default-bridge', 'internal.no-ingress'],
    chapters: ['isolation', 'internal'],
    script: always(keptRule('iptables', '', 'DOCKER-USER', '-i docker0 -o br+ -m conntrack --ctstate NEW')),
  }),
  hostFault({
    name: 'containers on two networks are open to all bridges',
    mustFail: ['isolation.user-defined-bridges'],
    chapters: ['isolation'],
    script: always(
      [
        'for id in $(docker ps --quiet --filter name=-joined); do',
        'for address in $(docker inspect --format "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}" $id); do',
        keptRule('iptables', '', 'DOCKER-USER', '-d $address'),
        'done; done',
      ].join('\n'),
    ),
  }),
  hostFault({
    name: 'a restarted container is reached from other bridges',
    mustFail: ['isolation.user-defined-bridges'],
    chapters: ['isolation'],
    script: always(onceRestarted(OPENED)),
  }),
];
