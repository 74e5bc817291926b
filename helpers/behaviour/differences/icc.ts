import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';
import { answeredBy, anyPage, podmanOwnPort, rootlessGateway, withoutUserlandProxy } from './repeated.ts';

const ignoresIcc = (id: string, from: string, container: string, ...byName: readonly string[]): Difference => ({
  id,
  engine: 'podman',
  instead: 'the option `com.docker.network.bridge.enable_icc` is ignored',
  seen: [...byName.map((name) => `GET http://${name}`), anyPage].map((request) => ({
    request: `from ${from}: ${request}`,
    observed: answeredBy(container),
  })),
  dockerSpecific: true,
  evidence: evidence.podmanApi,
});

export const icc: readonly Difference[] = [
  rootlessGateway('icc.host-port', { client: 2, published: 1 }),
  withoutUserlandProxy('icc.host-port', { client: 2, published: 1 }),
  ignoresIcc('icc.peer', 'client', 'peer', 'peer'),
  ignoresIcc('icc.published', 'client', 'published'),
  ignoresIcc('icc.internal', 'inside', 'insidePeer'),
  podmanOwnPort('icc.host-port', { published: 1 }),
];
