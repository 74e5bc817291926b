import {
  always,
  arriving,
  deletedRules,
  forwarding,
  inContainers,
  keptFirst,
  keptRule,
  nftChain,
  seenFrom,
  WAY_OUT,
  withoutEmbeddedDns,
} from './alter.ts';
import { dnsAnswers } from './altered-names.ts';
import { type AnyFault, HARDENED, labFault } from './fault.ts';

/** Runs the rest of a script on one host of the lab only: 11 is the manager, 12 the worker. */
const onlyOn = (host: number): string => `ip address show dev eth0 | grep -q 'inet [0-9.]*\\.${host}/' || exit 0`;

/** Drops packets that arrive in containers from an overlay network: in VXLAN they cannot be told apart. */
const droppedInContainers = (packets: string): string =>
  always(inContainers(`rule="INPUT ! -i lo ${packets} -j DROP"; iptables -C $rule || iptables -I $rule`));

/** Sends packets to another host, whose address is `$to`. */
const packetsTo = (host: number, commands: string): string =>
  [
    `to=$(ip -4 -o address show dev eth0 | sed -n 's/.* inet \\([0-9.]*\\)\\.[0-9]*\\/.*/\\1.${host}/p')`,
    always(commands),
  ].join('\n');

/** A Perl program that sends an echo request, with its checksum, to an address. */
const ECHO_REQUEST =
  'socket S, AF_INET, SOCK_RAW, 1; send S, pack("n4", 0x0800, 0xf7ff, 0, 0), 0, pack_sockaddr_in(0, inet_aton(shift))';

/** Lets packets through from an interface to docker_gwbridge, and the replies, which the rules for isolation would drop. */
const openedGateway = (from: string): string =>
  always(
    [`-i ${from} -o docker_gwbridge`, `-i docker_gwbridge -o ${from} -m conntrack --ctstate ESTABLISHED`]
      .map((match) => keptRule('iptables', '', 'DOCKER-USER', match))
      .join('\n'),
  );

/** Changes the source address of what leaves docker_gwbridge, before the engine does. */
const onGateway = (rule: string): string =>
  nftChain(`type nat hook postrouting priority 99; oifname "eth0" ip saddr 172.16.0.0/12 ${rule};`);

export const overlay: readonly AnyFault[] = [
  labFault({
    name: 'VXLAN packets between hosts are dropped',
    breaks: ['vxlan'],
    script: arriving('udp dport 4789 drop'),
  }),
  labFault({
    name: 'VXLAN packets are dropped in one direction',
    breaks: ['vxlan'],
    script: `${onlyOn(11)}\n${arriving('udp dport 4789 drop')}`,
  }),
  labFault({
    name: 'large packets between hosts are dropped',
    mustFail: ['overlay.large-body'],
    script: arriving('udp dport 4789 meta length > 1300 drop'),
  }),
  labFault({
    name: 'swarm nodes do not gossip',
    breaks: ['gossip'],
    script: arriving('meta l4proto { tcp, udp } th dport 7946 drop'),
  }),
  labFault({
    name: 'containers on an overlay network see another client address',
    breaks: ['peer-address'],
    script: seenFrom('10.9.9.9'),
  }),
  labFault({
    name: 'containers on an overlay network get no datagrams',
    mustFail: [
      'overlay.every-way',
      'overlay.vxlan-carries',
      'overlay.injection',
      'overlay.encrypted-injection',
      'overlay.internal',
      'overlay.restarted',
    ],
    unclear: ['overlay.isolated'],
    script: droppedInContainers('-p udp --dport 30000:32767'),
  }),
  labFault({
    name: 'containers on an overlay network get no pings',
    breaks: ['overlay-peers'],
    script: droppedInContainers('-p icmp --icmp-type echo-request'),
  }),
  labFault({
    name: 'another TCP port is closed on overlay networks',
    breaks: ['overlay-peers'],
    script: droppedInContainers('-p tcp --dport 30000:32767'),
  }),
  labFault({
    name: 'a worker node keeps an overlay network',
    mustFail: ['overlay.leaves-worker'],
    script: [
      onlyOn(12),
      'image=docker-network-conformance/nginx:$(docker images --format "{{.Tag}}" docker-network-conformance/nginx | head -1)',
      'until docker run --rm --detach --network $(docker network ls --filter "name=-overlay$" --format "{{.Name}}") $image sleep 600; do sleep 0.1; done',
    ].join('\n'),
  }),
  labFault({
    name: 'the embedded DNS server of the lab does not answer',
    breaks: ['embedded-dns'],
    engine: HARDENED,
    script: withoutEmbeddedDns,
  }),
  labFault({
    name: 'a manager sends its worker datagrams outside of VXLAN',
    mustFail: ['overlay.vxlan-carries'],
    script: `${onlyOn(11)}\n${packetsTo(12, 'bash -c "echo x >/dev/udp/$to/9"')}`,
  }),
  labFault({
    name: 'a manager sends its worker ICMP packets outside of VXLAN',
    mustFail: ['overlay.vxlan-carries'],
    script: `${onlyOn(11)}\n${packetsTo(12, `perl -MSocket -e '${ECHO_REQUEST}' $to`)}`,
  }),
  labFault({
    name: 'a worker sends its manager datagrams outside of VXLAN',
    mustFail: ['overlay.vxlan-carries'],
    script: `${onlyOn(12)}\n${packetsTo(11, 'bash -c "echo x >/dev/udp/$to/9"')}`,
  }),
  labFault({
    name: 'interfaces on overlay networks leave no room for the VXLAN header',
    mustFail: ['overlay.mtu'],
    script: always(inContainers('ip link set eth0 mtu 1500')),
  }),
  labFault({
    name: 'containers on an overlay network do not reach LAN hosts',
    breaks: ['gwbridge-egress'],
    script: forwarding('iifname "docker_gwbridge" ct state new drop'),
  }),
  labFault({
    name: 'LAN hosts see containers on an overlay network at another address',
    // what they answer to that address is lost
    mustFail: ['overlay.egress', 'overlay.forwards-names'],
    script: onGateway('snat ip to 10.9.9.9'),
  }),
  labFault({
    name: 'published ports do not forward to containers on an overlay network',
    breaks: ['gwbridge-published'],
    unclear: ['overlay.vxlan-carries'],
    script: forwarding('oifname "docker_gwbridge" ct state new drop'),
  }),
  labFault({
    name: 'published UDP ports do not forward to containers on an overlay network',
    mustFail: ['overlay.published'],
    script: forwarding('oifname "docker_gwbridge" meta l4proto udp ct state new drop'),
  }),
  labFault({
    name: "a worker's published UDP ports do not forward to containers on an overlay network",
    mustFail: ['overlay.published'],
    script: `${onlyOn(12)}\n${forwarding('oifname "docker_gwbridge" meta l4proto udp ct state new drop')}`,
  }),
  labFault({
    name: 'an overlay network lets any container join',
    breaks: ['attachable'],
    script: [
      onlyOn(11),
      always(
        [
          // the store of the swarm knows whole names only
          'name=$(docker network ls --format "{{.Name}}" | grep -- "-closed$") || continue',
          '[ "$(docker network inspect --format "{{.Attachable}}" $name)" = false ] || continue',
          'docker network rm $name || continue',
          'until docker network create --driver overlay --attachable $name; do sleep 0.1; done',
        ].join('\n'),
      ),
    ].join('\n'),
  }),
  labFault({
    name: 'containers on an internal overlay network have a way out of it',
    mustFail: ['overlay.internal'],
    script: always(inContainers(WAY_OUT)),
  }),
  labFault({
    name: 'a container is on two overlay networks',
    mustFail: ['overlay.isolated'],
    unclear: ['overlay.address-taken-over'],
    script: [
      onlyOn(11),
      'until docker network connect $(docker network ls --filter "name=-red$" --format "{{.Name}}") $(docker ps --filter "name=-outsider$" --format "{{.Names}}"); do sleep 0.1; done',
    ].join('\n'),
  }),
  labFault({
    name: 'the other container is on two overlay networks',
    mustFail: ['overlay.isolated'],
    script: [
      onlyOn(11),
      'until docker network connect $(docker network ls --filter "name=-blue$" --format "{{.Name}}") $(docker ps --filter "name=-here$" --format "{{.Names}}"); do sleep 0.1; done',
    ].join('\n'),
  }),
  labFault({
    name: 'containers reach each other through docker_gwbridge',
    mustFail: ['overlay.isolated'],
    script: keptFirst('iptables', 'FORWARD', '-i docker_gwbridge -o docker_gwbridge -j ACCEPT'),
  }),
  labFault({
    name: 'LAN hosts with a route reach containers through docker_gwbridge',
    mustFail: ['overlay.gateway-bridge'],
    script: openedGateway('eth0'),
  }),
  labFault({
    name: 'containers on docker0 reach containers through docker_gwbridge',
    mustFail: ['overlay.gateway-bridge'],
    script: openedGateway('docker0'),
  }),
  labFault({
    name: 'containers on user-defined bridges reach containers through docker_gwbridge',
    mustFail: ['overlay.gateway-bridge'],
    script: openedGateway('br-+'),
  }),
  labFault({
    name: 'containers on an overlay network do not reach an upstream DNS server',
    mustFail: ['overlay.forwards-names', 'overlay.internal-not-forwarded'],
    script: forwarding('iifname "docker_gwbridge" udp dport 53 drop'),
  }),
  labFault({
    name: "a worker's containers on an overlay network do not reach an upstream DNS server",
    mustFail: ['overlay.forwards-names'],
    script: `${onlyOn(12)}\n${forwarding('iifname "docker_gwbridge" udp dport 53 drop')}`,
  }),
  labFault({
    name: 'a worker sends queries from an internal overlay network upstream as well',
    mustFail: ['overlay.internal-not-forwarded'],
    script: `${onlyOn(12)}\n${dnsAnswers('$upstream->send($query) if $name =~ /^leak/')}`,
  }),
  labFault({
    name: 'a worker sends packets of an encrypted overlay network unencrypted',
    mustFail: ['overlay.encrypted-or-nothing'],
    script: `${onlyOn(12)}\n${always('iptables -t mangle -F OUTPUT')}`,
  }),
  labFault({
    name: 'an encrypted overlay network sends nothing to other hosts',
    mustFail: ['overlay.encrypted-or-nothing'],
    script: always(
      'for sandbox in /run/docker/netns/1-*; do nsenter --net=$sandbox sh -c "ip -d link show dev vxlan0 | grep -q \'vxlan id 7340032\' && ip link set vxlan0 down"; done',
    ),
  }),
  labFault({
    name: 'packets of an encrypted overlay network are sent unencrypted',
    breaks: ['overlay-encryption'],
    script: always('iptables -t mangle -F OUTPUT'),
  }),
  labFault({
    name: 'an encrypted overlay network takes packets that are not encrypted',
    mustFail: ['overlay.encrypted-injection'],
    script: always(deletedRules('iptables', '', 'INPUT', '-e "--pol none"')),
  }),
  labFault({
    name: 'a container on a worker is cut off from its overlay network by a restart',
    mustFail: ['overlay.restarted'],
    // it stays like that
    unclear: ['overlay.not-attachable'],
    script: [
      onlyOn(12),
      always(
        'pid=$(docker inspect --format "{{.State.Pid}}" $(docker ps --quiet --filter "name=-there$")); [ -e /run/first ] || [ -z "$pid" ] || echo "$pid" >/run/first; [ -z "$pid" ] || [ "$pid" = "$(cat /run/first)" ] || nsenter --target "$pid" --net ip link set eth0 down',
      ),
    ].join('\n'),
  }),
  labFault({
    name: "a worker's containers on an internal overlay network have a way out of it",
    mustFail: ['overlay.internal'],
    script: `${onlyOn(12)}\n${always(inContainers(WAY_OUT))}`,
  }),
  labFault({
    name: "a worker's containers on an overlay network do not reach LAN hosts",
    mustFail: ['overlay.egress', 'overlay.forwards-names'],
    script: `${onlyOn(12)}\n${forwarding('iifname "docker_gwbridge" ct state new drop')}`,
  }),
  labFault({
    name: "a worker's interfaces on overlay networks leave no room for the VXLAN header",
    mustFail: ['overlay.mtu'],
    script: `${onlyOn(12)}\n${always(inContainers('for link in eth0 eth1; do ip link set $link mtu 1500; done'))}`,
  }),
  labFault({
    name: "a worker's container is on two overlay networks",
    mustFail: ['overlay.isolated'],
    unclear: ['overlay.address-taken-over'],
    script: [
      onlyOn(12),
      'until there=$(docker ps --filter "name=-there$" --format "{{.Names}}"); [ "$there" ] && docker network connect "${there%-there}-blue" "$there"; do sleep 0.1; done',
    ].join('\n'),
  }),
  labFault({
    name: 'a container that moves back to its first host is not found there',
    mustFail: ['overlay.address-taken-over', 'overlay.restarted'],
    script: [
      onlyOn(11),
      'red() { docker inspect --format "{{json .NetworkSettings.Networks}}" $(docker ps --quiet --filter "name=-outsider$") | grep -q -- "-red"; }',
      'until red; do sleep 0.1; done; while red; do sleep 0.1; done',
      arriving('udp dport 4789 drop'),
    ].join('\n'),
  }),
];
