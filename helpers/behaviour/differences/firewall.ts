import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';
import { lanHostReaches, podmanAdmitsLan } from './repeated.ts';

export const firewall: readonly Difference[] = [
  {
    id: 'firewall.forwarding-host',
    engine: 'docker',
    versions: '<28',
    instead: 'the FORWARD policy stays ACCEPT, and LAN hosts with a route reach all ports of a container',
    closable: true,
    seen: lanHostReaches(['onDefault', 'onBridge']),
    evidence: 'https://github.com/moby/moby/pull/48724',
  },
  {
    id: 'firewall.internal-dns',
    engine: 'docker',
    versions: '<25.0.5',
    instead: "queries of internal networks are forwarded to the host's DNS server if it is on a loopback address",
    seen: [{ fact: 'the outcome on the internal network', observed: 'resolved' }],
    evidence: 'https://github.com/moby/moby/security/advisories/GHSA-mq39-4gv4-mvpx',
  },
  podmanAdmitsLan('firewall.forwarding-host', lanHostReaches(['onDefault', 'onBridge'])),
  {
    id: 'firewall.internal-dns',
    engine: 'podman',
    versions: '4.3.x',
    instead: "containers on an internal network also query the host's DNS server",
    seen: [{ fact: 'the outcome on the internal network', observed: 'resolved' }],
    evidence: evidence.podmanApi,
  },
];
