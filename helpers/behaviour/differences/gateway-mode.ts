import type { Difference } from './difference.ts';
import { anyPage } from './repeated.ts';

export const gatewayMode: readonly Difference[] = [
  {
    id: 'gateway-mode.routed-not-default',
    engine: 'docker',
    versions: '<29',
    instead: 'a published port is open on the network with the default route only',
    seen: [{ request: `from LAN host: ${anyPage}`, observed: 'timed out' }],
    evidence: 'https://github.com/moby/moby/pull/50140',
  },
];
