import type { Difference } from './difference.ts';

const hardening = 'https://www.docker.com/blog/docker-engine-28-hardening-container-networking-by-default/';
const ip6tables = 'https://docs.docker.com/engine/release-notes/27/#ipv6';

/** The proxy of a UDP port, which is asked by containers of the host. */
const proxy = "its proxy answers from another address than the one that was asked, unless that is the asker's gateway";

/** What the neighbour gets that should get nothing: the page of this container. */
const neighbourGets = (container: string, url = 'http://*') => ({
  what: `the host neighbour asked: GET ${url}`,
  observed: `answered by ${container}`,
});

/** Of the behaviours that tell who can reach whom. */
export const reachability: readonly Difference[] = [
  {
    id: 'reach.neighbour-published-direct',
    engine: 'docker',
    before: '28',
    instead: "whoever routes to the container reaches a published port at the container's own address, too",
    seen: neighbourGets('published'),
    evidence: hardening,
  },
  {
    id: 'reach.neighbour-loopback-direct',
    engine: 'docker',
    before: '28',
    instead: 'a port that is published on 127.0.0.1 is open to every host of the link that routes to the container',
    seen: neighbourGets('onloopback'),
    evidence: 'https://github.com/moby/moby/issues/45610',
  },
  {
    id: 'reach.neighbour-loopback-crafted',
    engine: 'docker',
    before: '28',
    instead: 'packets for 127.0.0.1 that come in from the link are led to the container',
    seen: neighbourGets('onloopback', 'http://127.0.0.1:*'),
    evidence: 'https://github.com/moby/moby/issues/45610',
  },
  {
    id: 'reach.forwarding-direct',
    engine: 'docker',
    before: '28',
    instead: 'the FORWARD policy stays at ACCEPT, and every port of every container is open to who routes to it',
    seen: neighbourGets('onbridge'),
    evidence: 'https://github.com/moby/moby/pull/48724',
  },
  {
    id: 'reach.bridges-isolated-ipv6',
    engine: 'docker',
    before: '27',
    instead: 'it makes no rules for IPv6, so that bridges reach each other',
    seen: { what: 'asker asked: GET http://[*', observed: 'answered by unpublished' },
    evidence: ip6tables,
  },
  {
    id: 'reach.neighbour-direct-ipv6',
    engine: 'docker',
    before: '27',
    instead: 'it makes no rules for IPv6, so that every port of every container is open to who routes to it',
    seen: neighbourGets('unpublished'),
    evidence: ip6tables,
  },
  {
    id: 'reach.neighbour-published-direct-ipv6',
    engine: 'docker',
    before: '28',
    instead: "whoever routes to the container reaches a published port at the container's own address, too",
    seen: neighbourGets('published'),
    evidence: hardening,
  },
  {
    id: 'reach.neighbour-loopback-ipv6',
    engine: 'docker',
    before: '28',
    instead: 'a port that is published on [::1] is open to every host of the link that routes to the container',
    seen: neighbourGets('onloopback'),
    evidence: 'https://github.com/moby/moby/issues/45610',
  },
  {
    id: 'reach.neighbour-published-ipv6',
    engine: 'docker',
    before: '27',
    instead: "its proxy answers for the container, which sees the proxy's address",
    seen: { what: 'the address that the container sees', observed: '*' },
    evidence: ip6tables,
  },
  {
    id: 'reach.egress-ipv6',
    engine: 'docker',
    before: '27',
    instead: "it does not translate IPv6 addresses: answers need a route to the container's own",
    seen: { what: 'asker asked: GET http://[*', observed: 'timed out' },
    evidence: ip6tables,
  },
  {
    id: 'reach.internal-host-address',
    engine: 'docker',
    before: '25',
    instead: 'internal networks have a default route to the host, which answers at all its addresses',
    seen: { what: 'inside asked: GET http://*', observed: 'answered by process' },
    evidence: 'https://github.com/moby/moby/pull/46603',
  },
  {
    id: 'reach.internal-dns',
    engine: 'docker',
    before: '25.0.5',
    instead: "where the host's resolver is on its loopback address, the engine asks it for internal networks, too",
    seen: { what: 'what is told inside', observed: 'resolved' },
    evidence: 'https://github.com/moby/moby/security/advisories/GHSA-mq39-4gv4-mvpx',
  },
  {
    id: 'reach.hairpin-peer-udp',
    engine: 'docker',
    before: '28',
    instead: proxy,
    seen: { what: 'peer asked: datagram to *', observed: 'timed out' },
    evidence: 'https://github.com/moby/moby/pull/48571',
  },
  {
    id: 'reach.hairpin-itself-udp',
    engine: 'docker',
    before: '28',
    instead: proxy,
    seen: { what: 'server asked: datagram to *', observed: 'timed out' },
    evidence: 'https://github.com/moby/moby/pull/48571',
  },
  {
    id: 'reach.hairpin-stranger-udp',
    engine: 'docker',
    before: '28',
    instead: proxy,
    seen: { what: 'stranger asked: datagram to *', observed: 'timed out' },
    evidence: 'https://github.com/moby/moby/pull/48571',
  },
];
