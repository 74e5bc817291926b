import type { Difference } from './difference.ts';

export const bridge: readonly Difference[] = [
  {
    id: 'bridge.alias-needs-user-defined',
    engine: 'podman',
    instead:
      'the container is refused because there is no network named `bridge`, and the error does not mention aliases',
    seen: [{ fact: 'the refusal by the engine', observed: '*unable to find network*' }],
    dockerSpecific: true,
    evidence: 'https://github.com/containers/podman/pull/15016',
  },
];
