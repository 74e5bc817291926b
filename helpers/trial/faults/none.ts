import { always, answeringAs, inContainers, inInspect, modeBecomes } from './alter.ts';
import { type AnyFault, type HostFault, apiFault, hostFault } from './fault.ts';

/** Runs commands once in each container on `none`, which has no eth0. */
const onNone = (commands: string): string =>
  always(
    inContainers(
      `ip link show eth0 >/dev/null || ip rule | grep -q 4321 || { ip rule add priority 4321 table 4321; ${commands}; }`,
    ),
  );

/** The packets of a kind have a route that is in no table but that of a policy rule. */
const policyRoute = (what: string, rule: string): HostFault =>
  hostFault({
    name: `a policy rule gives a container on none a route for ${what}`,
    mustFail: ['none.isolated', 'none.no-egress', 'none.host'],
    script: onNone(`ip rule add ${rule} table 100; ip route add default dev lo src 127.0.0.1 table 100`),
  });

/** Packets to 127.0.0.1 in containers are dropped; the embedded DNS server is at another address. */
const closedAtOwnLoopback = (what: string, packets: string): HostFault =>
  hostFault({
    name: `${what} to 127.0.0.1 in a container are dropped`,
    breaks: ['own-loopback'],
    script: always(
      inContainers(`rule="INPUT -d 127.0.0.1 ${packets} -j DROP"; iptables -C $rule || iptables -I $rule`),
    ),
  });

export const none: readonly AnyFault[] = [
  apiFault({
    name: 'none is the default bridge',
    breaks: ['no-network'],
    request: modeBecomes('none', 'bridge'),
  }),
  apiFault({
    name: 'none is the host network',
    breaks: ['no-network'],
    // two spec files have an nginx on `none`: at the same time, both would listen at port 80 of the host
    unclear: ['none.no-egress', 'none.host'],
    request: modeBecomes('none', 'host'),
  }),
  apiFault({
    name: 'inspect shows an address on none',
    mustFail: ['none.no-address'],
    answer: inInspect((body) => (body.NetworkSettings.Networks.none.IPAddress = '172.17.0.99'), 'alone'),
  }),
  apiFault({
    name: 'inspect shows driver options on none',
    mustFail: ['none.no-address'],
    answer: inInspect((body) => (body.NetworkSettings.Networks.none.DriverOpts = { a: 'b' }), 'alone'),
  }),
  hostFault({
    name: 'a container on none has a second interface',
    mustFail: ['none.loopback-only'],
    script: always(
      inContainers(
        'ip link show eth0 >/dev/null || ip link show extra0 >/dev/null || { ip link add extra0 type veth peer name extra1; ip link set extra0 up; ip link set extra1 up; }',
      ),
    ),
  }),
  hostFault({
    name: 'a container on none has a second interface that is down',
    mustFail: ['none.loopback-only'],
    script: onNone('ip link add extra0 type veth peer name extra1'),
  }),
  hostFault({
    name: 'a container on none has a global IPv6 address',
    mustFail: ['none.loopback-only', 'none.isolated'],
    script: onNone('ip -6 address add fd00:5::1/128 dev lo'),
  }),
  hostFault({
    name: 'a container on none has a second IPv4 address',
    mustFail: ['none.loopback-only', 'none.isolated'],
    script: onNone('ip address add 10.9.9.9/32 dev lo'),
  }),
  policyRoute('datagrams', 'ipproto udp'),
  policyRoute('pings', 'ipproto icmp'),
  policyRoute('another TCP port', 'ipproto tcp dport 20000-65000'),
  closedAtOwnLoopback('datagrams', '-p udp'),
  closedAtOwnLoopback('pings', '-p icmp --icmp-type echo-request'),
  hostFault({
    name: 'a container on none answers at a port of the host',
    mustFail: ['none.publishes-nothing'],
    script: answeringAs('alone'),
  }),
];
