import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

export const listing: readonly Difference[] = [
  {
    id: 'listing.containers-of-network',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'a container that has stopped is still listed, without addresses',
    seen: [{ fact: 'the containers on the network after a stop', observed: ['dnc-*-web  '] }],
    evidence: evidence.podmanApi,
  },
  {
    id: 'listing.by-filter',
    engine: 'podman',
    instead: 'the filter `type` is refused as unknown',
    seen: ['users', 'the engine'].map((who) => ({ fact: `the networks that ${who} created`, observed: 'refused' })),
    dockerSpecific: true,
    evidence: evidence.podmanApi,
  },
];
