import type { Difference } from './difference.ts';

export const events: readonly Difference[] = [
  {
    id: 'events.disconnect-once',
    engine: 'docker',
    versions: '<28',
    instead: '`docker network disconnect` sends two events',
    seen: [{ fact: 'the disconnect events of `docker network disconnect`', observed: 2 }],
    evidence: 'https://github.com/moby/moby/pull/48800',
  },
];
