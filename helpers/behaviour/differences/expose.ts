import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

export const expose: readonly Difference[] = [
  {
    id: 'expose.documents-only',
    engine: 'docker',
    option: 'icc=false',
    instead:
      "with `icc=false`, containers on the default bridge cannot reach each other's ports, exposed or not, as configured",
    seen: [{ request: 'from peer: GET http://*', observed: 'timed out' }],
    evidence: evidence.dockerIcc,
  },
];
