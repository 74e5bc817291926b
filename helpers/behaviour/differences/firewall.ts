import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';
import {
  answeredBy,
  anyPage,
  lanHostReaches,
  lanHostReachesByEveryWay,
  podmanAdmitsLan,
  podmanIpv4Only,
  reachesByEveryWay,
} from './repeated.ts';

/** Netavark's rules cannot overrule a drop of the host. */
const FORWARD_DROPPED = 'https://github.com/containers/netavark/issues/977';

const EVERY_TYPE = ['A', 'AAAA', 'MX', 'SRV', 'TXT', 'NS', 'HTTPS'];

/** Every query of the internal network reaches the host's DNS server, which answers. */
const internalQueriesForwarded: Difference['seen'] = [
  { fact: 'the outcomes on the internal network', observed: ['192.0.2.53', '192.0.2.53'] },
  { fact: "the queries of the internal network to the host's DNS server", observed: [EVERY_TYPE, ['A']] },
];

/** The host forwards IPv6 packets between two LAN hosts. */
const ROUTED_OVER_IPV6: Difference['seen'] = [
  ...lanHostReaches('lanPeer'),
  { request: `from LAN host lanPeer: ${anyPage}`, observed: answeredBy('lanHost') },
];

export const firewall: readonly Difference[] = [
  {
    id: 'firewall.forwarding-host',
    engine: 'docker',
    versions: '<28',
    instead: 'the FORWARD policy stays ACCEPT, and LAN hosts with a route reach all ports of a container',
    closable: true,
    seen: lanHostReachesByEveryWay('onDefault', 'onBridge'),
    evidence: 'https://github.com/moby/moby/pull/48724',
  },
  {
    id: 'firewall.internal-dns',
    engine: 'docker',
    versions: '<25.0.5',
    instead: "queries of internal networks are forwarded to the host's DNS server if it is on a loopback address",
    seen: internalQueriesForwarded,
    evidence: 'https://github.com/moby/moby/security/advisories/GHSA-mq39-4gv4-mvpx',
  },
  {
    id: 'firewall.reload-isolation',
    engine: 'docker',
    versions: '<28',
    instead: 'the rules that isolate bridges are not added again, and containers reach all ports of all others',
    seen: [...reachesByEveryWay('outsider', 'web'), ...reachesByEveryWay('client', 'outsider')],
    evidence: 'https://github.com/moby/moby/security/advisories/GHSA-4vq8-7jfc-9cvp',
  },
  {
    id: 'firewall.flushed-ipv6',
    engine: 'docker',
    versions: '<27',
    instead: 'the engine installs no IPv6 firewall rules, and containers on different bridges reach each other',
    seen: [...reachesByEveryWay('outsider', 'web'), ...reachesByEveryWay('client', 'outsider')],
    evidence: evidence.dockerIpv6,
  },
  {
    id: 'firewall.forwarding-host-ipv6',
    engine: 'docker',
    versions: '<27',
    instead: 'the engine installs no IPv6 firewall rules, and LAN hosts with a route reach all ports of a container',
    closable: true,
    seen: lanHostReachesByEveryWay('web'),
    evidence: evidence.dockerIpv6,
  },
  podmanAdmitsLan('firewall.forwarding-host-ipv6', lanHostReachesByEveryWay('web')),
  podmanAdmitsLan('firewall.forwarding-host', lanHostReachesByEveryWay('onDefault', 'onBridge')),
  {
    id: 'firewall.internal-dns',
    engine: 'podman',
    versions: '4.3.x',
    instead:
      "containers on an internal network also query the host's DNS server, to which no container sends a query over TCP",
    seen: ['ordinary', 'internal'].flatMap((network) => [
      { fact: `the outcomes on the ${network} network`, observed: ['192.0.2.53', 'unresolved'] },
      { fact: `the queries of the ${network} network to the host's DNS server`, observed: [EVERY_TYPE, []] },
    ]),
    evidence: evidence.podmanApi,
  },
  {
    id: 'firewall.docker-user-appended',
    engine: 'docker',
    versions: '<28.2.2',
    instead: 'an appended rule stands behind a RETURN, and is never reached',
    seen: [
      { request: `from LAN host: ${anyPage}`, observed: answeredBy('web') },
      { request: 'from LAN host: datagram to *', observed: answeredBy('web') },
    ],
    evidence: 'https://docs.docker.com/engine/release-notes/28/#2822',
  },
  ...(['firewall.foreign-drop', 'firewall.forward-policy'] as const).flatMap((id): Difference[] => [
    {
      id,
      engine: 'podman',
      versions: '4.3.x',
      instead: 'published ports are closed to LAN hosts: no rule accepts what is forwarded to them',
      seen: [
        { request: `from LAN host: ${anyPage}`, observed: 'timed out', times: 2 },
        { request: 'from LAN host: datagram to *', observed: 'timed out' },
      ],
      evidence: 'https://github.com/containers/netavark/issues/532',
    },
    {
      id,
      engine: 'podman',
      versions: '>=5.4',
      instead: 'published ports are closed to LAN hosts, and containers reach neither LAN hosts nor each other',
      seen: [
        { request: `from LAN host: ${anyPage}`, observed: 'timed out', times: 2 },
        { request: 'from LAN host: datagram to *', observed: 'timed out' },
        { request: `from client: ${anyPage}`, observed: 'timed out', times: 2 },
        { request: `from outsider: ${anyPage}`, observed: 'timed out' },
      ],
      evidence: FORWARD_DROPPED,
    },
  ]),
  {
    id: 'firewall.foreign-drop-ipv6',
    engine: 'docker',
    versions: '<27',
    unless: 'userland-proxy=false',
    instead: 'the engine installs no IPv6 firewall rules, and containers reach neither LAN hosts nor each other',
    seen: [{ request: `from web: ${anyPage}`, observed: 'timed out', times: 2 }],
    evidence: evidence.dockerIpv6,
  },
  {
    id: 'firewall.foreign-drop-ipv6',
    engine: 'docker',
    versions: '<27',
    option: 'userland-proxy=false',
    instead: 'the engine installs no IPv6 firewall rules: published ports are closed, and containers reach nobody',
    seen: [
      { request: 'from LAN host: GET http://[*', observed: 'timed out' },
      { request: 'from LAN host: datagram to *', observed: 'timed out' },
      { request: `from web: ${anyPage}`, observed: 'timed out', times: 2 },
    ],
    evidence: evidence.dockerIpv6,
  },
  podmanIpv4Only('firewall.foreign-drop-ipv6', '80/tcp', 'peer'),
  {
    id: 'firewall.policy-dropped',
    engine: 'podman',
    instead: 'forwarding is switched on without a rule about it, and the host routes packets of others',
    seen: [...lanHostReaches('other'), { request: `from LAN host other: ${anyPage}`, observed: answeredBy('lanHost') }],
    dockerSpecific: true,
    evidence: 'https://github.com/uyuni-project/uyuni-docs/pull/3416',
  },
  {
    id: 'firewall.policy-dropped-ipv6',
    engine: 'docker',
    versions: '<27',
    instead: 'the engine installs no IPv6 firewall rules, and the host routes IPv6 packets of others',
    closable: true,
    seen: ROUTED_OVER_IPV6,
    evidence: evidence.dockerIpv6,
  },
  {
    id: 'firewall.policy-dropped-ipv6',
    engine: 'podman',
    instead: 'forwarding is switched on without a rule about it, and the host routes IPv6 packets of others',
    seen: ROUTED_OVER_IPV6,
    dockerSpecific: true,
    evidence: 'https://github.com/uyuni-project/uyuni-docs/pull/3416',
  },
];
