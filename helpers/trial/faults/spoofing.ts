import { always, atCreate } from './alter.ts';
import { type AnyFault, HARDENED, apiFault, hostFault } from './fault.ts';

export const spoofing: readonly AnyFault[] = [
  apiFault({
    name: 'no capability is dropped',
    mustFail: ['spoofing.needs-net-raw'],
    engine: HARDENED,
    request: atCreate((body) => delete body.HostConfig.CapDrop),
  }),
  apiFault({
    name: 'no container has NET_RAW',
    mustFail: ['spoofing.default-capabilities'],
    engine: HARDENED,
    request: atCreate((body) => (body.HostConfig.CapDrop = ['NET_RAW'])),
  }),
  hostFault({
    name: 'two bridges are connected by a veth pair',
    // from 28 on, packets for another bridge are dropped as soon as they arrive
    engine: 'debian:trixie',
    mustFail: ['spoofing.stays-in-network'],
    script: always(
      [
        // else the source address becomes that of the bridge; the engine puts the rules of each new network first
        'case "$(iptables -t nat -S POSTROUTING | sed -n 2p)" in *ACCEPT) ;; *) iptables -t nat -I POSTROUTING -o br-+ -j ACCEPT ;; esac',
        'docker network ls --filter name=-other --format "{{.ID}} {{.Name}}" | while read other name; do',
        '  one=$(docker network ls --quiet --filter name=${name%-other}-one)',
        '  [ -n "$one" ] && ! ip link show x$other >/dev/null || continue',
        '  ip link add x$other type veth peer name y$other',
        '  ip link set x$other master br-$other up; ip link set y$other master br-$one up',
        'done',
      ].join('\n'),
    ),
  }),
  hostFault({
    name: 'bridges take packets for loopback addresses',
    mustFail: ['spoofing.host-loopback'],
    script: always('for file in /proc/sys/net/ipv4/conf/br-*/route_localnet; do echo 1 >$file; done'),
  }),
];
