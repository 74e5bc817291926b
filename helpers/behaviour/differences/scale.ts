import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';
import { reachesByEveryWay } from './repeated.ts';

export const scale: readonly Difference[] = [
  {
    id: 'scale.at-once-names',
    engine: 'docker',
    // the API that forbids it is that of 25
    versions: '<25',
    instead: 'each of the requests creates a network, and no container can be started on them by their name',
    seen: [
      { fact: "the engine's answer to a container on the network, by its name", observed: '*ambiguous*' },
      { fact: 'how many requests succeeded', observed: '*' },
      { fact: 'how many networks with the name are listed', observed: '*' },
    ],
    evidence: 'https://docs.docker.com/reference/api/engine/version-history/#v144-api-changes',
  },
  {
    id: 'scale.hundred-networks',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'containers on two of the networks reach each other, as they do while networks are created and removed',
    seen: [...reachesByEveryWay('outsider', 'server'), ...reachesByEveryWay('server', 'outsider')],
    evidence: evidence.netavarkIsolation,
  },
];
