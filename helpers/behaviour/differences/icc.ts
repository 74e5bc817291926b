import type { Difference, Named } from './difference.ts';
import { evidence } from './evidence.ts';
import {
  answeredBy,
  podmanOpenDefaultNetwork,
  podmanOwnPort,
  podmanStrict,
  reachesByEveryWay,
  reachesPublished,
  rootlessGateway,
  withoutUserlandProxy,
} from './repeated.ts';

const ignoresIcc = (id: string, seen: readonly Named[]): Difference => ({
  id,
  engine: 'podman',
  instead: 'the option `com.docker.network.bridge.enable_icc` is ignored',
  seen,
  dockerSpecific: true,
  evidence: evidence.podmanApi,
});

export const icc: readonly Difference[] = [
  rootlessGateway('icc.host-port', { client: 2, published: 1 }),
  withoutUserlandProxy('icc.host-port', { client: 2, published: 1 }),
  ignoresIcc('icc.peer', [
    ...reachesByEveryWay('client', 'peer'),
    ...reachesByEveryWay('peer', 'client'),
    { request: 'from client: GET http://peer', observed: answeredBy('peer') },
  ]),
  ignoresIcc('icc.published', reachesPublished('client', 'published')),
  ignoresIcc('icc.internal', reachesByEveryWay('inside', 'insidePeer')),
  {
    ...podmanOpenDefaultNetwork,
    id: 'icc.isolated',
    seen: [...reachesByEveryWay('client', 'outside'), ...reachesByEveryWay('outside', 'peer')],
  },
  podmanStrict('icc.host-port', { client: 1, published: 1 }),
  podmanOwnPort('icc.host-port', { published: 1 }),
];
