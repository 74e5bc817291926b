import type { Difference, Named } from './difference.ts';
import { evidence } from './evidence.ts';
import { answeredBy, anyDatagram, anyPage, noProxyAtLoopbackIpv6, podmanIpv4Only } from './repeated.ts';

/** A container on the default bridge has no IPv6 address: without its userland proxy, Docker forwards it no IPv6. */
const noProxyToIpv4 = (id: string, port: string, of: string): Difference => ({
  id,
  engine: 'docker',
  option: 'userland-proxy=false',
  instead: 'without the userland proxy, a port of a container without IPv6 is not published on IPv6 addresses',
  seen: [{ fact: `the IPv6 host port of ${port} of ${of} in inspect`, observed: undefined }],
  evidence: 'https://blog.ipspace.net/kb/DockerSvc/50-ipv6',
});

/** Netavark forwards ports at ::1 to nobody: only IPv4 has route_localnet. */
const noLoopbackIpv6 = (id: string): Difference => ({
  id,
  engine: 'podman',
  unless: 'rootless',
  instead: 'a connection to a port published at ::1 times out',
  seen: [{ request: "from the engine's host: GET http://[::1]:*", observed: 'timed out' }],
  evidence: 'https://github.com/containers/netavark/issues/790',
});

/** Podman's Docker API knows no range of host ports. */
const noRange = (id: string): Difference => ({
  id,
  engine: 'podman',
  instead: 'a range of host ports is refused',
  seen: [{ fact: 'the first container in the range', observed: undefined }],
  dockerSpecific: true,
  evidence: 'https://github.com/containers/podman/issues/22980',
});

/** Podman takes the rules of the container that has the port with those of the one that it refuses. */
const refusalCutsOff = (id: string, seen: Difference['seen']): Difference => ({
  id,
  engine: 'podman',
  versions: '<5.2',
  instead: 'the refusal removes the rules that forward the port to the container that has it',
  seen,
  evidence: 'https://github.com/containers/podman/releases/tag/v5.2.0',
});

/** Netavark before 1.6 forwards only packets that are addressed to 0.0.0.0. */
const literalWildcard = (id: string, times: Named['times']): Difference => ({
  id,
  engine: 'podman',
  versions: '4.3.x',
  instead: 'a connection to a port published on 0.0.0.0, written out, times out',
  // unreachable at the address of podman0, once no other container is on it
  seen: [{ request: "from the engine's host: GET http://*", observed: '*', ...(times ? { times } : {}) }],
  evidence: 'https://github.com/containers/netavark/pull/638',
});

/** Podman from 6 on reserves a UDP port by one socket for both IP families, though it forwards IPv4 alone. */
const reservesBothFamilies = (id: string, ...names: readonly string[]): Difference => ({
  id,
  engine: 'podman',
  versions: '>=6.1',
  instead:
    "a UDP port published without an address is also reserved on the host's IPv6 addresses, which inspect does not show",
  seen: names.map((of) => ({
    fact: `the host ports that reach ${of} and are not in inspect`,
    observed: ['udp [::]:*'],
  })),
  evidence: 'https://github.com/podman-container-tools/podman/pull/29568',
});

/** Rootless Podman binds each port published without an address by one socket for both IP families. */
const rootlessBindsBothFamilies = (
  id: string,
  of: string | readonly string[],
  ...protocols: readonly string[]
): Difference => ({
  id,
  engine: 'podman',
  versions: '>=5.8 <6',
  option: 'rootless',
  instead:
    "a port published without an address is bound by one socket for both versions of IP, also on the host's IPv6 addresses, which inspect does not show",
  seen: [of].flat().flatMap((name) => [
    {
      fact: `the host ports that reach ${name} and are not in inspect`,
      observed: protocols.map((protocol) => `${protocol} [::]:*`),
    },
    {
      fact: `the bindings of ${name} in inspect without a socket or NAT rule`,
      observed: protocols.map((protocol) => `${protocol} 0.0.0.0:*`),
    },
  ]),
  evidence: evidence.podmanRootless,
});

/**
 * Podman removes the rules of a container whose program has ended after it reports the end, and by host port: also the rules
 * of another container that has taken the port by then.
 */
const removesSuccessor = (versions: string, seen: Difference['seen']): Difference => ({
  id: 'publish.successor',
  engine: 'podman',
  versions,
  instead:
    'the host ports are closed: the rules of the container that ended are removed later, and with them the new ones',
  flaky: {
    cause: 'a container is cut off from the host ports that it took from one that had just ended',
    shown: 25,
    of: 34,
    measured:
      'by hand on Podman 4.3.1, 5.4.2, 5.8.6 and 6.1.1: all 25 that started at once, and none of 9 that started 200 ms later',
    atMost: 1,
  },
  seen,
  evidence: 'https://github.com/containers/podman/issues/10745',
});

const atHostPorts = "from the engine's host: ";

export const publish: readonly Difference[] = [
  removesSuccessor('4.3.x', [
    // at other addresses, it is reached
    { request: `${atHostPorts}GET http://127.0.0.1:*`, observed: '*' },
    { request: `${atHostPorts}datagram to 127.0.0.1:*`, observed: 'timed out' },
  ]),
  removesSuccessor('>=5.4 <6', [
    { request: `${atHostPorts}${anyPage}`, observed: 'timed out', times: 'any' },
    { request: `${atHostPorts}${anyDatagram}`, observed: 'timed out', times: 'any' },
  ]),
  removesSuccessor('>=6.1', [
    { request: `${atHostPorts}${anyPage}`, observed: 'refused', times: 'any' },
    { request: `${atHostPorts}${anyDatagram}`, observed: 'timed out', times: 'any' },
  ]),
  rootlessBindsBothFamilies('publish.all-addresses', 'everywhere', 'tcp', 'udp'),
  rootlessBindsBothFamilies('publish.default-binding-overridden', 'overridden', 'tcp'),
  rootlessBindsBothFamilies('publish.fixed-port', 'fixed', 'tcp'),
  rootlessBindsBothFamilies('publish.binds', 'published', 'tcp', 'udp'),
  rootlessBindsBothFamilies('publish.all-exposed', ['all', 'allOnOwn'], 'tcp', 'tcp', 'udp'),
  rootlessBindsBothFamilies('publish.restarted-ephemeral', 'published', 'tcp', 'udp'),
  rootlessBindsBothFamilies('publish.released', 'first', 'tcp', 'udp'),
  rootlessBindsBothFamilies('publish.restarted', 'second', 'tcp', 'udp'),
  rootlessBindsBothFamilies('publish.tcp-and-udp', 'both', 'tcp', 'udp'),
  rootlessBindsBothFamilies('publish.udp', 'udp', 'udp'),
  reservesBothFamilies('publish.all-addresses', 'everywhere'),
  reservesBothFamilies('publish.all-exposed', 'all', 'allOnOwn'),
  reservesBothFamilies('publish.binds', 'published'),
  reservesBothFamilies('publish.restarted-ephemeral', 'published'),
  reservesBothFamilies('publish.released', 'first'),
  reservesBothFamilies('publish.restarted', 'second'),
  reservesBothFamilies('publish.tcp-and-udp', 'both'),
  reservesBothFamilies('publish.udp', 'udp'),
  {
    id: 'publish.host-address',
    engine: 'docker',
    option: 'rootless',
    instead:
      'a port is refused at an address in the network namespace of the bridges, because RootlessKit publishes it outside',
    seen: [{ fact: 'the container at the address on the link', observed: undefined }],
    evidence: evidence.dockerRootlessPorts,
  },
  {
    id: 'publish.same-number-addresses',
    engine: 'docker',
    // https://docs.docker.com/engine/release-notes/29/: mended by moby#52804
    versions: '<29.6',
    option: 'rootless',
    instead:
      'a host port that is published at one loopback address is in use at the others, because the engine binds all of them in its own network namespace',
    seen: [{ fact: 'the container at *', observed: undefined }],
    evidence: 'https://github.com/moby/moby/pull/52783',
  },
  {
    id: 'publish.all-addresses',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'inspect shows an empty host address, not 0.0.0.0, for a port published on all addresses',
    seen: [{ fact: 'the host port bound on 0.0.0.0 in inspect', observed: Number.NaN }],
    dockerSpecific: true,
    evidence: evidence.podmanApi,
  },
  {
    id: 'publish.ephemeral-one-number',
    engine: 'docker',
    versions: '<27',
    instead: 'an ephemeral host port is chosen for each version of IP on its own, and the two numbers may differ',
    // they differ once a port was published for one version of IP alone
    flaky: {
      cause: 'an ephemeral host port has another number for IPv6 than for IPv4',
      shown: 22,
      of: 23,
      measured: 'a soak of 20 runs on Docker Engine 26.1.5, and three more runs there and on 20.10.24',
      atMost: 1,
    },
    seen: [
      { fact: 'the IPv6 host port in inspect', observed: '*' },
      // at that number, nobody or another container
      { request: "from the engine's host: GET http://[::1]:*", observed: '*' },
    ],
    evidence: 'https://github.com/moby/moby/pull/47871',
  },
  {
    id: 'publish.udp-follows-restart',
    engine: 'docker',
    versions: '<23',
    instead:
      'at the address of docker0, the kernel keeps the flow of the time without a container, because conntrack entries are not cleared',
    seen: [
      { request: 'from the test process: datagram to *', observed: 'timed out' },
      // at other addresses of the host, that flow has the proxy answer
      { fact: 'the client addresses that the container sees', observed: ['*', '**'], atTimes: true },
    ],
    evidence: 'https://github.com/moby/moby/pull/44742',
  },
  {
    id: 'publish.udp-follows-restart',
    engine: 'docker',
    versions: '<23',
    option: 'userland-proxy=false',
    instead: 'the kernel keeps the flow of the time without a container, because conntrack entries are not cleared',
    seen: [{ request: 'from the test process: datagram to *', observed: 'timed out', times: 'any' }],
    evidence: 'https://github.com/moby/moby/pull/44742',
  },
  {
    id: 'publish.udp-follows-restart',
    engine: 'podman',
    instead: 'the kernel keeps the flow of the time without a container, because conntrack entries are not cleared',
    // the address of podman0 is there only while a container is on it
    seen: [{ request: 'from the test process: datagram to *', observed: 'timed out', times: 'any' }],
    evidence: 'https://github.com/containers/netavark/issues/1045',
  },
  {
    id: 'publish.default-binding',
    engine: 'podman',
    versions: '>=5.4',
    instead: 'the option `com.docker.network.bridge.host_binding_ipv4` is ignored',
    seen: [
      { fact: 'the host addresses in inspect', observed: ['0.0.0.0'] },
      // the address of podman0 is there only while a container is on it
      { request: "from the engine's host: GET http://*", observed: answeredBy('byDefault'), times: 'any' },
    ],
    dockerSpecific: true,
    evidence: evidence.podmanApi,
  },
  {
    id: 'publish.default-binding',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'the option `com.docker.network.bridge.host_binding_ipv4` is ignored',
    seen: [
      { fact: 'the host addresses in inspect', observed: [''] },
      { request: "from the engine's host: GET http://*", observed: answeredBy('byDefault'), times: 'any' },
    ],
    dockerSpecific: true,
    evidence: evidence.podmanApi,
  },
  literalWildcard('publish.default-binding-overridden', 'any'),
  literalWildcard('publish.ipv4-only', 1),
  ...['publish.loopback-ipv6', 'publish.ipv6-only'].map(noLoopbackIpv6),
  ...['publish.range', 'publish.range-exhausted'].map(noRange),
  {
    id: 'publish.listed',
    engine: 'podman',
    versions: '>=5.4 <5.5',
    instead: 'the list of containers shows no host address, and no port that is only exposed',
    seen: [
      { fact: 'the published ports in `docker ps`', observed: [':*->80/tcp'] },
      { fact: 'the ports in `docker ps`', observed: [':*->80/tcp'] },
    ],
    dockerSpecific: true,
    evidence: 'https://github.com/containers/podman/issues/25851',
  },
  {
    id: 'publish.listed',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'the list of containers shows no port that is only exposed',
    seen: [{ fact: 'the ports in `docker ps`', observed: [':*->80/tcp'] }],
    dockerSpecific: true,
    evidence: 'https://github.com/containers/podman/issues/25851',
  },
  refusalCutsOff('publish.taken-by-container', [
    { request: "from the engine's host: GET http://127.0.0.1:*", observed: '*' },
  ]),
  refusalCutsOff('publish.taken-at-each-address', [
    { request: "from the engine's host: GET http://127.0.0.1:*", observed: '*' },
    { request: "from the engine's host: datagram to 127.0.0.1:*", observed: '*' },
  ]),
  refusalCutsOff('publish.refused-binds-nothing', [
    { request: "from the engine's host: datagram to 127.0.0.1:*", observed: '*' },
    // the engine's process keeps a socket that it opened for the refused container, for a while: in two of five runs
    { fact: 'the sockets and NAT rules of the host at tcp *', observed: ['tcp 0.0.0.0:*'], atTimes: true },
  ]),
  refusalCutsOff('publish.refused-start', [
    { request: "from the engine's host: GET http://127.0.0.1:*", observed: '*' },
    { request: "from the engine's host: datagram to 127.0.0.1:*", observed: '*' },
  ]),
  {
    id: 'publish.invalid-port',
    engine: 'podman',
    instead: 'a host port above 65535 is accepted, and becomes another one',
    seen: [{ fact: 'the creation with host port 99999', observed: 'running' }],
    dockerSpecific: true,
    evidence: evidence.podmanApi,
  },
  {
    id: 'publish.stopped-unreported',
    engine: 'podman',
    instead: 'a stopped container still reports the host ports that it had',
    seen: [
      {
        fact: 'the published ports of the stopped container in `docker ps`',
        observed: ['*:*->5353/udp', '*:*->80/tcp'],
      },
      {
        fact: 'the bindings of the stopped container in inspect',
        observed: [[{ HostIp: '*', HostPort: '*' }], [{ HostIp: '*', HostPort: '*' }]],
      },
    ],
    dockerSpecific: true,
    evidence: evidence.podmanApi,
  },
  podmanIpv4Only('publish.ephemeral-one-number', '80/tcp', 'everywhere'),
  podmanIpv4Only('publish.lan-hosts-ipv6', '80/tcp', 'everywhere'),
  podmanIpv4Only('publish.all-addresses-ipv6', '80/tcp', 'everywhere'),
  podmanIpv4Only('publish.fixed-port-ipv6', '80/tcp', 'fixed'),
  podmanIpv4Only('publish.udp-ipv6', '5353/udp', 'udp'),
  noProxyToIpv4('publish.all-addresses-ipv6', '80/tcp', 'everywhere'),
  noProxyToIpv4('publish.fixed-port-ipv6', '80/tcp', 'fixed'),
  noProxyToIpv4('publish.udp-ipv6', '5353/udp', 'udp'),
  noProxyToIpv4('publish.lan-hosts-ipv6', '80/tcp', 'everywhere'),
  noProxyToIpv4('publish.ephemeral-one-number', '80/tcp', 'everywhere'),
  noProxyAtLoopbackIpv6('publish.loopback-ipv6'),
  noProxyAtLoopbackIpv6('publish.ipv6-only'),
];
