import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';
import { lanHostReaches, podmanAdmitsLan } from './repeated.ts';

const notRootless = { unless: 'rootless' } as const;

/** Docker before 28, which leaves some or all IPv6 filtering to the host's own firewall. */
const dockerAdmitsIpv6 = (
  about: Pick<Difference, 'id' | 'versions' | 'instead' | 'seen' | 'evidence'>,
): Difference => ({
  engine: 'docker',
  unless: 'rootless',
  closable: true,
  ...about,
});

/** The rootless network namespace, which has no IPv6 route to other hosts. */
const rootlessEgress = (about: Pick<Difference, 'engine' | 'versions' | 'evidence'>): Difference => ({
  id: 'ipv6.egress',
  ...about,
  option: 'rootless',
  instead: 'the rootless network namespace has no IPv6 route to other hosts',
  seen: [
    { request: 'from client: GET http://[*', observed: 'unreachable (no route)' },
    { fact: 'the client address that the LAN host sees', observed: undefined },
  ],
});

export const ipv6: readonly Difference[] = [
  {
    id: 'ipv6.lan-published',
    engine: 'docker',
    option: 'rootless',
    instead:
      'the container sees the address of its gateway for every client, because RootlessKit accepts the connection and opens another',
    seen: [{ fact: 'the client address that the container sees', observed: 'fd*' }],
    evidence: evidence.dockerRootless,
  },
  rootlessEgress({ engine: 'docker', evidence: evidence.dockerRootless }),
  rootlessEgress({ engine: 'podman', versions: '<5.8', evidence: evidence.podmanRootless }),
  {
    id: 'ipv6.lan-published',
    engine: 'docker',
    versions: '<27',
    option: 'userland-proxy=false',
    instead: 'the engine installs no IPv6 firewall rules, and without the userland proxy no connection is forwarded',
    seen: [
      { request: 'from LAN host: GET http://[*', observed: 'timed out' },
      { fact: 'the client address that the container sees', observed: undefined },
    ],
    evidence: evidence.dockerIpv6,
  },
  {
    id: 'ipv6.bridges-isolated',
    engine: 'docker',
    versions: '<27',
    instead: 'the engine installs no IPv6 firewall rules, and containers on different bridges reach each other',
    closable: true,
    seen: [{ request: 'from client: GET http://[*', observed: 'answered by unpublished' }],
    evidence: evidence.dockerIpv6,
  },
  dockerAdmitsIpv6({
    id: 'ipv6.lan-unpublished-direct',
    versions: '<27',
    instead: 'the engine installs no IPv6 firewall rules, and LAN hosts with a route reach all ports of a container',
    seen: lanHostReaches('unpublished'),
    evidence: evidence.dockerIpv6,
  }),
  dockerAdmitsIpv6({
    id: 'ipv6.lan-published-direct',
    versions: '<28',
    instead: "LAN hosts with a route reach published ports at the container's IPv6 address",
    seen: lanHostReaches('published'),
    evidence: evidence.dockerHardening,
  }),
  dockerAdmitsIpv6({
    id: 'ipv6.lan-loopback-direct',
    versions: '<28',
    instead: "LAN hosts with a route reach a port published on [::1] at the container's IPv6 address",
    seen: lanHostReaches('onLoopback'),
    evidence: 'https://github.com/moby/moby/issues/45610',
  }),
  {
    id: 'ipv6.lan-published',
    engine: 'docker',
    versions: '<27',
    unless: 'userland-proxy=false',
    instead: 'the userland proxy accepts the connection, and the container sees the address of the proxy',
    seen: [{ fact: 'the client address that the container sees', observed: 'fd*::1' }],
    evidence: evidence.dockerIpv6,
  },
  {
    id: 'ipv6.egress',
    engine: 'docker',
    versions: '<27',
    instead: "IPv6 source addresses are not masqueraded, and replies need a route to the container's own address",
    seen: [
      { request: 'from client: GET http://[*', observed: 'timed out' },
      { fact: 'the client address that the LAN host sees', observed: undefined },
    ],
    evidence: evidence.dockerIpv6,
  },
  podmanAdmitsLan('ipv6.lan-unpublished-direct', lanHostReaches('unpublished'), notRootless),
  podmanAdmitsLan('ipv6.lan-published-direct', lanHostReaches('published'), notRootless),
  podmanAdmitsLan('ipv6.lan-loopback-direct', lanHostReaches('onLoopback'), notRootless),
  {
    id: 'ipv6.lan-published',
    engine: 'podman',
    instead: "a port published without an address is bound to the host's IPv4 addresses only",
    seen: [{ fact: 'the IPv6 host port of 80/tcp of published in inspect', observed: undefined }],
    dockerSpecific: true,
    evidence: 'https://github.com/containers/podman/issues/14491',
  },
];
