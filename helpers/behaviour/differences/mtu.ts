import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

/** A program of the engine's user ends every connection to a LAN host, and opens another. */
const rootless = (about: Pick<Difference, 'engine' | 'versions' | 'instead' | 'evidence'>): Difference => ({
  id: 'mtu.path-learned',
  ...about,
  option: 'rootless',
  seen: [{ fact: 'the outcome of a packet of *', observed: { kind: 'answered', by: '*' } }],
});

/** A port that is published over IPv6 is closed to LAN hosts, whatever the MTU: a small page, and a large one. */
const closedOverIpv6 = (
  about: Pick<Difference, 'engine' | 'versions' | 'option' | 'instead' | 'evidence'>,
): Difference => ({
  id: 'mtu.path-learned-ipv6',
  ...about,
  seen: [{ request: 'from LAN host: GET http://[*', observed: 'timed out', times: 2 }],
});

export const mtu: readonly Difference[] = [
  closedOverIpv6({
    engine: 'docker',
    versions: '<27',
    option: 'userland-proxy=false',
    instead: 'the engine installs no IPv6 firewall rules, and without the userland proxy no connection is forwarded',
    evidence: evidence.dockerIpv6,
  }),
  closedOverIpv6({
    engine: 'podman',
    versions: '4.3.x',
    instead: 'a connection to a port published on [::] times out',
    evidence: 'https://github.com/containers/netavark/pull/638',
  }),
  rootless({
    engine: 'docker',
    instead:
      'no packet is too long for the way to a LAN host, because slirp4netns ends each connection and opens another',
    evidence: evidence.dockerRootless,
  }),
  rootless({
    engine: 'podman',
    versions: '>=5.8 <6',
    instead: 'no packet is too long for the way to a LAN host, because pasta ends each connection and opens another',
    evidence: evidence.podmanRootless,
  }),
];
