import type { Difference } from './difference.ts';
import {
  anyPage,
  isolatesPortsAtTimes,
  podmanIsolatesPorts,
  rootlessGateway,
  withoutUserlandProxy,
} from './repeated.ts';

export const isolation: readonly Difference[] = [
  rootlessGateway('isolation.published-at-host-address', 'client'),
  withoutUserlandProxy('isolation.published-at-host-address', 'client'),
  podmanIsolatesPorts('isolation.published-at-host-address', 'client', anyPage, { versions: '>=5.4' }),
  podmanIsolatesPorts('isolation.published-at-host-address', 'client', anyPage, {
    versions: '4.3.x',
    flaky: isolatesPortsAtTimes,
  }),
  {
    id: 'isolation.default-bridge',
    engine: 'podman',
    versions: '<6',
    instead: 'the default network is not isolated: its containers reach the other networks',
    seen: [
      { request: 'from onDefault: GET http://*', observed: 'answered by client' },
      { request: 'from client: GET http://*', observed: 'answered by ondefault' },
    ],
    dockerSpecific: true,
    evidence: 'https://github.com/containers/podman/issues/5805',
  },
];
