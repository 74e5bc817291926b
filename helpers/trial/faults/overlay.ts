import { always, arriving, inContainers, seenFrom, withoutEmbeddedDns } from './alter.ts';
import { type AnyFault, HARDENED, labFault } from './fault.ts';

/** Runs the rest of a script on one host of the lab only: 11 is the manager, 12 the worker. */
const onlyOn = (host: number): string => `ip address show dev eth0 | grep -q 'inet [0-9.]*\\.${host}/' || exit 0`;

/** Drops packets that arrive in containers from an overlay network: in VXLAN they cannot be told apart. */
const droppedInContainers = (packets: string): string =>
  always(inContainers(`rule="INPUT ! -i lo ${packets} -j DROP"; iptables -C $rule || iptables -I $rule`));

/** Connects the container with this name in its scenario to a network, as soon as it runs. */
const connected = (name: string, network: string): string =>
  `until docker network connect ${network} $(docker ps --quiet --filter "name=-${name}$"); do sleep 0.1; done 2>/dev/null`;

/** Reads the address of an interface into a variable. */
const addressOf = (device: string, variable: string): string =>
  `${variable}=$(ip -4 -o address show dev ${device} | sed -n "s/.* inet \\([0-9.]*\\)\\/.*/\\1/p" | head -1)`;

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
    breaks: ['overlay-peers'],
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
    name: 'docker_gwbridge routes between overlay networks',
    mustFail: ['overlay.isolated'],
    script: always(
      [
        'rule="FORWARD -i docker_gwbridge -o docker_gwbridge -j ACCEPT"; iptables -C $rule || iptables -I $rule',
        inContainers(
          [
            addressOf('eth0', 'overlay'),
            addressOf('eth1', 'outside'),
            '[ -z "$outside" ] || nsenter --net=/proc/1/ns/net ip route replace $overlay via $outside',
          ].join('; '),
        ),
      ].join('\n'),
    ),
  }),
  labFault({
    name: 'a container on an internal overlay network is on the default bridge as well',
    mustFail: ['overlay.internal-no-egress'],
    script: connected('inside', 'bridge'),
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
];
