import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

/** A program of the engine's user ends every connection to a LAN host, and opens another. */
const rootless = (about: Pick<Difference, 'engine' | 'versions' | 'instead' | 'evidence'>): Difference => ({
  id: 'mtu.path-learned',
  ...about,
  option: 'rootless',
  seen: [{ fact: 'the outcome of a packet of *', observed: { kind: 'answered', by: '*' } }],
});

export const mtu: readonly Difference[] = [
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
