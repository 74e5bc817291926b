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
    id: 'listing.unused',
    engine: 'docker',
    instead: 'every network counts as unused: `dangling=true` lists those in use as well, and `dangling=false` none',
    seen: [
      { fact: 'the unused networks (`dangling=true`)', observed: ['dnc-*-front', 'dnc-*-back'] },
      { fact: 'the networks in use (`dangling=false`)', observed: [] },
    ],
    evidence: 'https://github.com/moby/moby/pull/31551',
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
