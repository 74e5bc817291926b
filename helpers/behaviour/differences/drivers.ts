import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

export const drivers: readonly Difference[] = [
  {
    id: 'drivers.predefined',
    engine: 'podman',
    instead: 'only `bridge` is listed: `host` and `none` are network modes of a container, not networks',
    seen: [
      {
        fact: 'the predefined networks with driver and scope',
        observed: [['bridge: driver bridge, scope local'], [], []],
      },
    ],
    dockerSpecific: true,
    evidence: 'https://docs.podman.io/en/latest/markdown/podman-network-ls.1.html',
  },
  {
    id: 'drivers.native',
    engine: 'podman',
    instead: 'the drivers are bridge, macvlan and, from 5 on, ipvlan; there is no overlay, host or null driver',
    seen: [{ fact: 'the built-in network drivers among *', observed: ['bridge'] }],
    dockerSpecific: true,
    evidence: evidence.podmanNetworkCreate,
  },
];
