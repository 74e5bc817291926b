import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';
import { anyPage, podmanOwnPort, rootlessGateway, withoutUserlandProxy } from './repeated.ts';

const ignoresIcc = (id: string, from: string, container: string): Difference => ({
  id,
  engine: 'podman',
  instead: 'the option `com.docker.network.bridge.enable_icc` is ignored',
  seen: [{ request: `from ${from}: ${anyPage}`, observed: `answered by ${container}` }],
  dockerSpecific: true,
  evidence: evidence.podmanApi,
});

export const icc: readonly Difference[] = [
  rootlessGateway('icc.host-port', 'client'),
  withoutUserlandProxy('icc.host-port', 'client'),
  ignoresIcc('icc.peer', 'client', 'peer'),
  ignoresIcc('icc.published', 'client', 'published'),
  ignoresIcc('icc.internal', 'inside', 'insidepeer'),
  podmanOwnPort('icc.host-port', 'published'),
];
