import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

export const none: readonly Difference[] = [
  {
    id: 'none.no-address',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'inspect lists no network for a container on `none`',
    seen: [
      { fact: "the container's networks in inspect", observed: [] },
      { fact: 'the endpoint on none in inspect', observed: undefined },
    ],
    dockerSpecific: true,
    evidence: evidence.podmanApi,
  },
];
