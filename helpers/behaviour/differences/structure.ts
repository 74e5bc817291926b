import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

export const structure: readonly Difference[] = [
  {
    id: 'structure.default-bridge',
    engine: 'podman',
    instead: 'the default network is named `podman`, and its bridge `podman0`',
    seen: [
      { fact: "the container's networks in inspect", observed: ['podman'] },
      { fact: "the bridges that the container's interfaces are attached to", observed: ['podman0'] },
      { fact: 'the IPv4 address of docker0', observed: undefined },
    ],
    dockerSpecific: true,
    evidence: evidence.podmanNetwork,
  },
  {
    id: 'structure.same-bridge-reachable',
    engine: 'podman',
    instead: 'the containers reach each other on a bridge named `podman0`',
    seen: [{ fact: 'the bridges that both veth pairs are attached to', observed: ['podman0', 'podman0'] }],
    dockerSpecific: true,
    evidence: evidence.podmanNetwork,
  },
];
