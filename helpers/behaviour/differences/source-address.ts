import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

const fact = 'the client address that the container sees';

export const sourceAddress: readonly Difference[] = [
  {
    id: 'source-address.from-lan',
    engine: 'docker',
    option: 'rootless',
    instead:
      'the container sees the address of its gateway for every client, because RootlessKit accepts the connection and opens another',
    seen: [{ fact, observed: '172.*' }],
    evidence: evidence.dockerRootless,
  },
  {
    id: 'source-address.from-lan',
    engine: 'podman',
    option: 'rootless',
    instead: 'the container sees its own address for every client, because rootlessport opens another connection',
    seen: [{ fact, observed: '10.*' }],
    evidence: evidence.podmanRootless,
  },
];
