import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

export const host: readonly Difference[] = [
  {
    id: 'host.shares-interfaces',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'inspect lists no network for a container on the host network',
    seen: [{ fact: "the container's networks in inspect, with address and gateway", observed: [] }],
    dockerSpecific: true,
    evidence: evidence.podmanApi,
  },
];
