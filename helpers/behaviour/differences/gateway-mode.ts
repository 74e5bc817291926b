import type { Difference, Named } from './difference.ts';
import { evidence } from './evidence.ts';
import { anyPage } from './repeated.ts';

const noRoute = (id: string, from = 'LAN host', ...more: readonly Named[]): Difference => ({
  id,
  engine: 'docker',
  option: 'rootless',
  instead: 'LAN hosts have no route to the containers, whose bridges are in the rootless network namespace',
  seen: [{ request: `from ${from}: ${anyPage}`, observed: 'timed out' }, ...more],
  evidence: evidence.dockerRootless,
});

export const gatewayMode: readonly Difference[] = [
  noRoute('gateway-mode.routed', 'LAN host', {
    fact: 'the client address that the container sees',
    observed: undefined,
  }),
  noRoute('gateway-mode.routed-unpublished'),
  noRoute('gateway-mode.nat-unprotected'),
  noRoute('gateway-mode.routed-source', 'published', {
    fact: 'the client addresses that the LAN host sees',
    observed: [undefined, '*'],
  }),
];
