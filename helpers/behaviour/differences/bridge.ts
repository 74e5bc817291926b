import type { Difference } from './difference.ts';

export const bridge: readonly Difference[] = [
  {
    id: 'bridge.alias-needs-user-defined',
    engine: 'podman',
    instead:
      'the container is refused because there is no network named `bridge`, and the error does not mention aliases',
    seen: [
      {
        fact: 'the refusal by the engine',
        observed:
          '(HTTP code 500) server error - container create: unable to find network with name or ID bridge: network not found',
      },
    ],
    dockerSpecific: true,
    evidence: 'https://github.com/containers/podman/pull/15016',
  },
];
