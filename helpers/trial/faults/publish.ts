import type { Body } from '../../engine/api-proxy.ts';
import {
  ON_DEFAULT_BRIDGE,
  always,
  arriving,
  atCreate,
  bindingsOf,
  inInspect,
  leaving,
  republish,
  shownPorts,
  forwarding,
} from './alter.ts';
import { type AnyFault, type Fault, apiFault, hostFault } from './fault.ts';
import { publishedAgain } from './published-again.ts';

/** Published ports are used by many chapters, and judged in their own. */
const allPorts: Pick<Fault, 'breaks' | 'chapters'> = {
  breaks: ['published-ports', 'published-ports-ipv6', 'published-udp'],
  chapters: ['publish'],
};

/** What connects to a TCP port over IPv6. */
const tcpOverIpv6 = ['publish.all-addresses-ipv6', 'publish.fixed-port-ipv6'];

/** The containers of the chapter that are published on 127.0.0.1. */
const onLoopback = ['onloopback', 'local', 'loopback'];

/** The containers of the chapter with a fixed host port. */
const fixed = ['fixed', 'local'];

/** Alters the bindings of a container to fixed host ports. */
const atFixedPorts = (alter: (binding: Body) => void) =>
  atCreate((body) => bindingsOf(body).forEach((binding) => Number(binding.HostPort) && alter(binding)));

/** Replaces the bindings of each published port in an inspect. */
const rebound =
  (change: (bindings: Body[]) => Body[]) =>
  ({ NetworkSettings }: Body): void => {
    for (const [port, bindings] of Object.entries<Body[] | null>(NetworkSettings.Ports ?? {}))
      if (bindings) NetworkSettings.Ports[port] = change(bindings);
  };

const boundOnAll = atCreate((body) => bindingsOf(body).forEach((binding) => (binding.HostIp = '')));

/** The behaviours that compare the sockets and NAT rules of a port published without an address with inspect. */
const comparedWithInspect = [
  'publish.all-addresses',
  'publish.binds',
  'publish.restarted-ephemeral',
  'publish.fixed-port',
  'publish.udp',
];

export const publish: readonly AnyFault[] = [
  ...publishedAgain,
  apiFault({
    name: 'published ports are dropped',
    ...allPorts,
    // what must be refused is started, and no port is published on 127.0.0.1
    mustFail: [
      'publish.taken-by-process',
      'publish.taken-by-process-udp',
      'publish.invalid-port',
      'publish.loopback-containers',
    ],
    request: atCreate((body) => (body.HostConfig.PortBindings = {})),
  }),
  apiFault({
    name: 'published ports forward to the next container port',
    ...allPorts,
    // it is not exposed, so that nothing is published
    mustFail: ['publish.taken-by-process', 'publish.taken-by-process-udp', 'publish.loopback-containers'],
    request: atCreate((body) => republish(body, (port, to) => [`${Number.parseInt(port, 10) + 1}/tcp`, to])),
  }),
  apiFault({
    name: 'TCP ports are published as UDP ports',
    breaks: ['published-ports'],
    mustFail: [
      ...tcpOverIpv6,
      'publish.lan-hosts-ipv6',
      'publish.ephemeral-one-number',
      'publish.ipv6-only',
      'publish.taken-by-process',
      'publish.refused-binds-nothing',
    ],
    chapters: ['publish'],
    request: atCreate((body) => republish(body, (port, to) => [port.replace('tcp', 'udp'), to])),
  }),
  apiFault({
    name: 'inspect shows another host port',
    ...allPorts,
    mustFail: ['publish.all-exposed'],
    answer: inInspect((body) =>
      shownPorts(body).forEach((bound) => (bound.HostPort = String(Number(bound.HostPort) + 100))),
    ),
  }),
  apiFault({
    name: 'inspect shows no host port',
    ...allPorts,
    mustFail: ['publish.all-exposed'],
    answer: inInspect((body) => (body.NetworkSettings.Ports = {})),
  }),
  apiFault({
    name: '--publish-all is ignored on user-defined networks',
    mustFail: ['publish.all-exposed'],
    request: atCreate((body) => {
      if (!ON_DEFAULT_BRIDGE.includes(body.HostConfig.NetworkMode)) body.HostConfig.PublishAllPorts = false;
    }),
  }),
  apiFault({
    name: 'a port published on one address is open on all',
    breaks: ['one-host-address', 'ipv4-host-address', 'ipv6-host-address'],
    mustFail: ['publish.default-binding-overridden'],
    request: boundOnAll,
  }),
  apiFault({
    name: 'a port published on one address is open on all, and inspect hides it',
    breaks: ['one-host-address', 'ipv4-host-address', 'ipv6-host-address'],
    mustFail: ['publish.default-binding-overridden'],
    request: boundOnAll,
    answer: inInspect((body) => {
      for (const [port, bound] of Object.entries<{ HostPort: string }[] | null>(body.NetworkSettings.Ports))
        body.NetworkSettings.Ports[port] = bound
          ?.slice(0, 1)
          .map(({ HostPort }) => ({ HostIp: '127.0.0.1', HostPort }));
    }, 'onloopback'),
  }),
  apiFault({
    name: 'a port published on all addresses is open on one',
    breaks: ['all-host-addresses', 'all-ipv6-host-addresses'],
    chapters: ['publish'],
    request: atCreate((body) => bindingsOf(body).forEach((binding) => (binding.HostIp ||= '127.0.0.1'))),
  }),
  apiFault({
    name: 'a port published on all addresses is open on one, and inspect hides it',
    breaks: ['all-host-addresses', 'all-ipv6-host-addresses'],
    chapters: ['publish'],
    request: atCreate((body) => bindingsOf(body).forEach((binding) => (binding.HostIp ||= '127.0.0.1'))),
    answer: inInspect((body) => shownPorts(body).forEach((bound) => (bound.HostIp = '0.0.0.0')), 'everywhere'),
  }),
  hostFault({
    name: "the engine's NAT rules are flushed",
    ...allPorts,
    mustFail: ['publish.all-exposed'],
    dockerd: ['--userland-proxy=false'],
    script: always('iptables -t nat -F DOCKER'),
  }),
  hostFault({
    name: 'the host forwards no packets',
    breaks: ['egress-tcp', 'egress-udp', 'docker0-egress', 'from-lan'],
    chapters: ['dns', 'publish'],
    script: always('echo 0 >/proc/sys/net/ipv4/ip_forward'),
  }),
  hostFault({
    name: 'TCP packets from LAN hosts are dropped',
    breaks: ['egress-tcp', 'docker0-egress', 'from-lan'],
    chapters: ['dns', 'publish'],
    script: arriving('iifname "dnc*" ip protocol tcp drop'),
  }),
  hostFault({
    name: 'packets to ports at 127.0.0.1 are dropped',
    breaks: ['localhost'],
    chapters: ['publish', 'host'],
    script: leaving('oifname "lo" ip daddr 127.0.0.1 tcp dport >= 20000 drop'),
  }),
  hostFault({
    name: "packets to ports at the host's LAN address are dropped",
    mustFail: ['publish.all-addresses'],
    unclear: ['publish.loopback-only'],
    script: leaving('ip daddr 198.51.100.2 tcp dport >= 20000 drop'),
  }),
  apiFault({
    name: 'a fixed host port is another one, and inspect hides it',
    breaks: ['fixed-host-port'],
    request: atFixedPorts((binding) => (binding.HostPort = String(Number(binding.HostPort) + 1))),
    answer: inInspect(
      (body) => shownPorts(body).forEach((bound) => (bound.HostPort = String(Number(bound.HostPort) - 1))),
      ...fixed,
    ),
  }),
  apiFault({
    name: 'a fixed host port is ignored',
    breaks: ['fixed-host-port', 'taken-host-port'],
    mustFail: ['publish.invalid-port'],
    request: atFixedPorts((binding) => (binding.HostPort = '')),
  }),
  apiFault({
    name: 'a fixed host port is bound at a second number, and inspect hides it',
    mustFail: ['publish.fixed-port', 'publish.fixed-loopback'],
    request: atCreate((body) =>
      republish(body, (port, bindings) => [
        port,
        bindings.flatMap((binding) =>
          Number(binding.HostPort)
            ? [binding, { ...binding, HostPort: String(Number(binding.HostPort) + 1) }]
            : [binding],
        ),
      ]),
    ),
    answer: inInspect(
      rebound((bindings) => {
        const first = Math.min(...bindings.map(({ HostPort }) => Number(HostPort)));
        return bindings.filter(({ HostPort }) => Number(HostPort) === first);
      }),
      ...fixed,
    ),
  }),
  apiFault({
    name: 'a port published without an address is closed over IPv6',
    breaks: ['all-ipv6-host-addresses'],
    chapters: ['publish'],
    request: atCreate((body) => bindingsOf(body).forEach((binding) => (binding.HostIp ||= '0.0.0.0'))),
  }),
  apiFault({
    name: 'a port published without an address is closed over IPv6, and inspect hides it',
    breaks: ['all-ipv6-host-addresses'],
    // it shows bindings that the host lacks
    mustFail: comparedWithInspect,
    chapters: ['publish'],
    request: atCreate((body) => bindingsOf(body).forEach((binding) => (binding.HostIp ||= '0.0.0.0'))),
    answer: inInspect(
      rebound((bindings) =>
        bindings.flatMap((bound) => (bound.HostIp === '0.0.0.0' ? [bound, { ...bound, HostIp: '::' }] : [bound])),
      ),
    ),
  }),
  apiFault({
    name: 'a port published on an IPv4 address is open over IPv6, and inspect hides it',
    breaks: ['ipv4-host-address'],
    mustFail: ['publish.default-binding-overridden'],
    request: atCreate((body) =>
      republish(body, (port, bindings) => [
        port,
        bindings.flatMap((binding) =>
          ['127.0.0.1', '0.0.0.0'].includes(binding.HostIp) ? [binding, { ...binding, HostIp: '::' }] : [binding],
        ),
      ]),
    ),
    answer: inInspect(
      rebound((bindings) => bindings.filter(({ HostIp }) => HostIp !== '::')),
      ...onLoopback,
      'overridden',
    ),
  }),
  apiFault({
    name: "a port published on an address of the host's link is open over IPv6, and inspect hides it",
    mustFail: ['publish.host-address'],
    request: atCreate((body, name) => {
      if (name === 'onlink')
        republish(body, (port, bindings) => [port, bindings.flatMap((one) => [one, { ...one, HostIp: '::' }])]);
    }),
    answer: inInspect(
      rebound((bindings) => bindings.filter(({ HostIp }) => HostIp !== '::')),
      'onlink',
    ),
  }),
  apiFault({
    name: 'inspect shows no IPv6 bindings',
    breaks: ['all-ipv6-host-addresses'],
    // it lacks host ports that reach the container
    mustFail: comparedWithInspect,
    chapters: ['publish'],
    answer: inInspect(rebound((bindings) => bindings.filter(({ HostIp }) => !HostIp.includes(':')))),
  }),
  apiFault({
    name: 'inspect shows a binding that the host lacks',
    breaks: ['shown-host-ports'],
    chapters: ['publish'],
    answer: inInspect(
      rebound((bindings) => [
        ...bindings,
        ...bindings.slice(0, 1).map(({ HostPort }) => ({ HostIp: '127.0.0.9', HostPort })),
      ]),
    ),
  }),
  apiFault({
    name: 'an ephemeral host port is one on which another program listens',
    mustFail: ['publish.ephemeral'],
    // the DNS server of the host has port 53 at another address
    request: atCreate((body, name) => {
      if (name === 'publishedtoo')
        bindingsOf(body).forEach((binding) => Object.assign(binding, { HostIp: '127.0.0.1', HostPort: '53' }));
    }),
  }),
  apiFault({
    name: 'a UDP port published on all addresses is open on 127.0.0.1 only, and inspect hides it',
    mustFail: ['publish.udp', 'publish.udp-ipv6'],
    unclear: ['publish.udp-loopback-only'],
    request: atCreate((body, name) => {
      if (name === 'udp') bindingsOf(body).forEach((binding) => (binding.HostIp = '127.0.0.1'));
    }),
    answer: inInspect(
      rebound((bindings) =>
        bindings.flatMap((bound) => ['0.0.0.0', '::'].map((HostIp) => ({ HostIp, HostPort: bound.HostPort }))),
      ),
      'udp',
    ),
  }),
  apiFault({
    name: 'a UDP port published on 127.0.0.1 is open on all addresses, and inspect hides it',
    mustFail: ['publish.udp-loopback-only'],
    request: atCreate((body, name) => {
      if (name === 'loopback') bindingsOf(body).forEach((binding) => (binding.HostIp = ''));
    }),
    answer: inInspect(
      rebound((bindings) => bindings.slice(0, 1).map(({ HostPort }) => ({ HostIp: '127.0.0.1', HostPort }))),
      'loopback',
    ),
  }),
  hostFault({
    name: 'NAT rules forward other host ports to the containers on docker0',
    breaks: ['no-other-host-port'],
    chapters: ['publish', 'expose'],
    script: [
      'for last in $(seq 2 30); do',
      '  iptables -t nat -A PREROUTING -p tcp --dport $((19000 + last)) -j DNAT --to-destination 172.17.0.$last:80',
      'done',
    ].join('\n'),
  }),
  hostFault({
    name: 'packets to ports at ::1 are dropped',
    breaks: ['localhost-ipv6'],
    script: leaving('oifname "lo" ip6 daddr ::1 meta l4proto { tcp, udp } th dport >= 20000 drop'),
  }),
  hostFault({
    name: 'UDP packets to ports at 127.0.0.1 are dropped',
    breaks: ['localhost-udp'],
    script: leaving('oifname "lo" ip daddr 127.0.0.1 udp dport >= 20000 drop'),
  }),
  hostFault({
    name: "packets to ports at the host's IPv6 LAN address are dropped",
    mustFail: ['publish.all-addresses-ipv6'],
    unclear: ['publish.loopback-only-ipv6'],
    script: leaving('oifname "lo" ip6 daddr != ::1 tcp dport >= 20000 drop'),
  }),
  hostFault({
    name: 'the userland proxy alone answers at published UDP ports of a container on two networks',
    mustFail: ['publish.two-networks-answered', 'publish.gateway-moves'],
    script: always(
      'iptables -t nat -S DOCKER | sed -n "s/^-A \\(DOCKER .*-p udp .*\\)/\\1/p" | while read -r rule; do iptables -t nat -D $rule; done',
    ),
  }),
  apiFault({
    name: 'of a port on two addresses of one family, only the first is published',
    mustFail: ['publish.same-number-addresses'],
    request: atCreate((body) =>
      republish(body, (port, bindings) => [
        port,
        bindings.filter(
          ({ HostIp }, index) =>
            bindings.findIndex((other) => String(other.HostIp).includes(':') === String(HostIp).includes(':')) ===
            index,
        ),
      ]),
    ),
  }),
  hostFault({
    name: 'full packets from published ports to LAN hosts are dropped',
    mustFail: ['publish.lan-hosts'],
    chapters: ['publish'],
    script: forwarding('oifname "dnc*" tcp sport 80 meta length > 1400 drop'),
  }),
];
