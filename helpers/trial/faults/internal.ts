import { always, atNetworkCreate, inContainers, keptRule } from './alter.ts';
import { type AnyFault, HARDENED, type HostFault, apiFault, hostFault, labFault } from './fault.ts';
import { letThrough } from './let-through.ts';

/**
 * Packets of one kind leave internal networks: by a policy rule that gives them a route, and past the rules of the engine.
 * `packets` is the condition of `ip rule`, which begins with the protocol.
 */
function leaving(
  what: string,
  packets: string,
  { answered = true, ...fault }: Pick<HostFault, 'mustFail'> & { readonly answered?: boolean },
): HostFault {
  const [protocol = '', , ports = ''] = packets.split(' ');
  const match = ports === '' ? `-p ${protocol}` : `-p ${protocol} -m multiport --ports ${ports.replace('-', ':')}`;
  return hostFault({
    name: `${what} leave internal networks by a route of their own${answered ? '' : ', and no answer comes back'}`,
    ...fault,
    chapters: ['internal'],
    script: always(
      [
        keptRule('iptables', '', 'DOCKER-USER', match),
        answered
          ? 'iptables -t nat -C POSTROUTING -o dnc+ -j MASQUERADE || iptables -t nat -A POSTROUTING -o dnc+ -j MASQUERADE'
          : ':',
        inContainers(
          [
            'ip route | grep -q default && exit 0',
            'net=$(ip -4 -o address show dev eth0 | sed -n "s/.* inet \\([0-9.]*\\)\\.[0-9]*\\/.*/\\1/p")',
            '[ -n "$net" ] || exit 0',
            `ip rule | grep -q "lookup 77" || ip rule add ipproto ${packets} table 77`,
            'ip route replace default via $net.1 table 77',
          ].join('; '),
        ),
      ].join('\n'),
    ),
  });
}

export const internal: readonly AnyFault[] = [
  apiFault({
    name: 'internal networks are ordinary networks',
    breaks: ['internal'],
    engine: HARDENED,
    request: atNetworkCreate((body) => {
      if (!body.Options) body.Internal = false;
    }),
  }),
  hostFault({
    name: 'datagrams of internal networks to their gateway are dropped',
    mustFail: ['internal.host-gateway'],
    chapters: ['internal'],
    script: always(
      [
        'for network in $(docker network ls --quiet --filter driver=bridge); do',
        '  [ "$(docker network inspect --format "{{.Internal}}" $network)" = true ] || continue',
        '  rule="INPUT -i br-$network -p udp -j DROP"; iptables -C $rule || iptables -I $rule',
        'done',
      ].join('\n'),
    ),
  }),
  hostFault({
    name: 'containers on internal networks see another client address',
    breaks: ['peer-address'],
    chapters: ['internal'],
    engine: HARDENED,
    script: always(
      inContainers(
        [
          'ip route | grep -q default && exit 0',
          'net=$(ip -4 -o address show dev eth0 | sed -n "s/.* inet \\([0-9.]*\\)\\.[0-9]*\\/.*/\\1/p")',
          // an address in their own subnet, to which they have a route
          'rule="INPUT -p tcp --dport 80 -j SNAT --to-source $net.77"',
          '[ -z "$net" ] || iptables -t nat -C $rule || iptables -t nat -A $rule',
        ].join('; '),
      ),
    ),
  }),
  hostFault({
    name: 'NAT rules forward host ports to the containers on internal networks',
    mustFail: ['internal.publishes-nothing'],
    engine: HARDENED,
    script: always(
      inContainers(
        [
          'ip route | grep -q default && exit 0',
          'own=$(ip -4 -o address show dev eth0 | sed -n "s/.* inet \\([0-9.]*\\)\\/.*/\\1/p")',
          // DNAT alone: what is forwarded may still be dropped
          '[ -z "$own" ] || nsenter --net=/proc/1/ns/net iptables -t nat -A PREROUTING -p tcp --dport 19001 -j DNAT --to-destination $own:80',
        ].join('; '),
      ),
    ),
  }),
  hostFault({
    name: 'a container keeps its published port when it leaves its ordinary network',
    mustFail: ['internal.stays-unpublished'],
    chapters: ['internal'],
    script: always(
      [
        'for id in $(docker ps --quiet --filter "name=-leaving$"); do',
        // an endpoint on an internal network has no gateway
        'address=$(docker inspect --format "{{range .NetworkSettings.Networks}}{{if not .Gateway}}{{.IPAddress}}{{end}}{{end}}" $id)',
        '[ -n "$address" ] || continue',
        'port=$(docker inspect --format "{{range .HostConfig.PortBindings}}{{range .}}{{.HostPort}}{{end}}{{end}}" $id)',
        'rule="PREROUTING -p tcp --dport $port -j DNAT --to-destination $address:80"',
        'iptables -t nat -C $rule && continue',
        'iptables -I DOCKER-USER -d $address -j ACCEPT',
        'iptables -I DOCKER-USER -s $address -j ACCEPT',
        // it has no route for its answers
        'iptables -t nat -I POSTROUTING -d $address -j MASQUERADE',
        'iptables -t nat -I $rule',
        'done',
      ].join('\n'),
    ),
  }),
  hostFault({
    name: 'packets from internal networks to LAN hosts are forwarded, where a container sends them past its missing route',
    mustFail: ['internal.no-egress-past-route'],
    chapters: ['internal'],
    script: always(
      [
        'for network in $(docker network ls --quiet --filter driver=bridge); do',
        '  [ "$(docker network inspect --format "{{.Internal}}" $network)" = true ] || continue',
        `  ${keptRule('iptables', '', 'DOCKER-USER', '-i br-$network -o dnc+')}`,
        'done',
      ].join('\n'),
    ),
  }),
  leaving('datagrams', 'udp', {
    mustFail: [
      'internal.no-egress',
      'internal.no-ingress',
      'internal.other-bridge',
      'internal.host-address',
      'internal.other-published',
    ],
  }),
  leaving('pings', 'icmp', {
    mustFail: ['internal.no-egress', 'internal.no-ingress', 'internal.other-bridge', 'internal.host-address'],
  }),
  leaving('pings', 'icmp', {
    answered: false,
    mustFail: ['internal.no-egress', 'internal.no-ingress', 'internal.other-bridge', 'internal.host-address'],
  }),
  leaving('connections to another TCP port', 'tcp dport 32000-32767', {
    mustFail: ['internal.no-egress', 'internal.no-ingress', 'internal.other-bridge'],
  }),
  letThrough('packets from docker0 are forwarded to internal networks', '-i docker0 -o br+', {
    chapters: ['internal'],
    mustFail: ['internal.no-ingress'],
  }),
  labFault({
    name: 'packets of ordinary networks arrive on internal networks that are older, which cannot answer them',
    mustFail: ['internal.created-first'],
    chapters: ['internal'],
    script: always(
      [
        'for network in $(docker network ls --quiet --filter driver=bridge); do',
        '  [ "$(docker network inspect --format "{{.Internal}}" $network)" = true ] || continue',
        `  ${keptRule('iptables', '', 'DOCKER-USER', '-o br-$network')}`,
        'done',
      ].join('\n'),
    ),
  }),
  letThrough('packets from the LAN are forwarded to internal networks, which cannot answer them', '-i dnc+ -o br+', {
    chapters: ['internal'],
    mustFail: ['internal.no-ingress'],
  }),
  hostFault({
    name: "a port of the host's loopback address is forwarded to a container on an internal network",
    mustFail: ['internal.publishes-nothing'],
    chapters: ['internal'],
    script: always(
      [
        'for id in $(docker ps --quiet --filter name=-peer); do',
        'address=$(docker inspect --format "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}" $id)',
        'rule="OUTPUT -d 127.0.0.1 -p tcp --dport 30080 -j DNAT --to-destination $address:80"',
        'iptables -t nat -C $rule || iptables -t nat -A $rule',
        'done',
      ].join('\n'),
    ),
  }),
];
