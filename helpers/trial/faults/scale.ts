import { always, inContainers, nftChain } from './alter.ts';
import { type AnyFault, labFault } from './fault.ts';

/** Packets of LAN hosts to ports of the host, before the host's own rules. */
const fromLanHosts = (rule: string): string =>
  nftChain(`type filter hook prerouting priority -400; iifname "eth0" ${rule};`);

/** The ephemeral host ports. */
const EPHEMERAL = 'tcp dport 32768-60999';

/** DNS queries of a container, before they are redirected to the embedded DNS server. */
const QUERIES = '-t raw -A OUTPUT -d 127.0.0.11';

export const scale: readonly AnyFault[] = [
  labFault({
    name: 'one of a hundred networks is lost',
    mustFail: ['scale.hundred-networks'],
    script: always('docker network rm $(docker network ls --quiet --filter name=network50)'),
  }),
  labFault({
    name: 'containers on different bridges of a lab reach each other',
    mustFail: ['scale.hundred-networks'],
    script: always('iptables -C DOCKER-USER -j ACCEPT || iptables -I DOCKER-USER -j ACCEPT'),
  }),
  labFault({
    name: 'of two networks with one name none is left',
    breaks: ['one-network-of-a-name'],
    // a network on which a container runs cannot be removed: it must go before
    script:
      "docker events --filter type=network --filter event=create --format '{{.Actor.Attributes.name}}' | while read -r name; do case $name in *twin*) docker network rm $name ;; esac; done",
  }),
  labFault({
    name: 'a container that was disconnected is connected again',
    mustFail: ['scale.at-once-connects'],
    script:
      "docker events --filter type=network --filter event=disconnect --format '{{.Actor.ID}} {{.Actor.Attributes.container}}' | while read -r network container; do docker network connect $network $container & done",
  }),
  labFault({
    name: 'DNS queries are dropped where there are many of them',
    mustFail: ['scale.many-lookups'],
    script: always(
      inContainers(
        `iptables -t raw -S OUTPUT | grep -q limit || { iptables ${QUERIES} -p udp --dport 53 -m limit --limit 5/s --limit-burst 200 -j ACCEPT; iptables ${QUERIES} -p udp --dport 53 -j DROP; }`,
      ),
    ),
  }),
  labFault({
    name: 'the embedded DNS server answers nothing over TCP',
    mustFail: ['scale.large-answer'],
    script: always(inContainers(`iptables ${QUERIES} -p tcp --dport 53 -j DROP`)),
  }),
  labFault({
    name: 'ephemeral host ports are closed to LAN hosts of a lab',
    mustFail: ['scale.at-once-addresses', 'scale.many-connections'],
    script: fromLanHosts(`${EPHEMERAL} drop`),
  }),
  labFault({
    name: 'two containers that start at once have one MAC address, and inspect shows two',
    mustFail: ['scale.at-once-addresses'],
    script: always(
      [
        // a bridge that forgets where it saw a MAC address sends each packet to all containers, so that both still answer
        'for bridge in $(ls -d /sys/class/net/br-*); do ip link set dev $(basename $bridge) type bridge ageing_time 0; done',
        inContainers(
          'ip -4 -o address show dev eth0 | grep -Eq "\\.(5|6)/" && ip link set eth0 address 02:00:00:00:00:56',
        ),
      ].join('\n'),
    ),
  }),
  labFault({
    name: 'new connections to host ports are dropped where there are many of them',
    mustFail: ['scale.many-connections'],
    script: fromLanHosts(`${EPHEMERAL} tcp flags & (syn | ack) == syn limit rate over 5/second burst 200 packets drop`),
  }),
  labFault({
    name: 'one of a hundred published ports is closed',
    mustFail: ['scale.hundred-ports'],
    script: fromLanHosts('tcp dport 21050 drop'),
  }),
  labFault({
    name: 'the interfaces of further networks are attached to no bridge',
    mustFail: ['scale.at-once-connects'],
    script: always(
      [
        'for pid in $(docker ps --quiet --filter name=proxy | xargs -r docker inspect --format "{{.State.Pid}}"); do',
        '  for peer in $(nsenter --net=/proc/$pid/ns/net ip -o link | sed -n "s/^[0-9]*: eth[1-9][0-9]*@if\\([0-9]*\\):.*/\\1/p"); do',
        '    ip -o link | sed -n "s/^$peer: \\([^@]*\\)@.* master .*/\\1/p" | while read -r link; do ip link set $link nomaster; done',
        '  done',
        'done',
      ].join('\n'),
    ),
  }),
];
