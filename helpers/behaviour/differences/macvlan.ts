import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

export const macvlan: readonly Difference[] = [
  {
    id: 'macvlan.peers',
    engine: 'podman',
    instead: 'containers on a macvlan network have addresses, but their names do not resolve there',
    seen: [{ request: 'from one: GET http://other', observed: 'unresolved (*)' }],
    dockerSpecific: true,
    evidence: evidence.podmanNetworkCreate,
  },
];
