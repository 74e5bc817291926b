import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

export const macvlan: readonly Difference[] = [
  {
    id: 'macvlan.peers',
    engine: 'podman',
    instead: 'containers on a macvlan network have addresses, but their names do not resolve there',
    // by the user's DNS servers
    seen: [
      { request: 'from one: GET http://other', observed: 'unresolved (*)' },
      { request: 'from one: A other', observed: 'unresolved (*)' },
      { request: 'from one: AAAA other', observed: 'unresolved (*)' },
      { request: 'from one: system lookup of other', observed: 'unresolved (not found)' },
    ],
    dockerSpecific: true,
    evidence: evidence.podmanNetworkCreate,
  },
];
