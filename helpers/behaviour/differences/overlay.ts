import type { Difference } from './difference.ts';

export const overlay: readonly Difference[] = [
  {
    id: 'overlay.internal-not-forwarded',
    engine: 'docker',
    versions: '<23',
    instead: 'the query is forwarded without a way out, and times out',
    seen: ['here', 'there'].map((container) => ({
      request: `from ${container}: A leak.outside.test`,
      observed: 'unresolved (no answer)',
    })),
    evidence: 'https://github.com/moby/moby/pull/47589',
  },
];
