import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

export const publish: readonly Difference[] = [
  {
    id: 'publish.ephemeral',
    engine: 'docker',
    instead: 'the engine tries ten host ports, and does not start the container if other programs use all of them',
    seen: [{ fact: 'the number of starts until both containers had a free host port', observed: '*, *' }],
    flaky: {
      cause: 'all ten ports that the engine tried were in use',
      shown: 1,
      of: 100,
      measured: 'Docker Engine 26.1.5',
      atMost: 1,
    },
    evidence: 'https://github.com/docker/for-linux/issues/560',
  },
  {
    id: 'publish.all-addresses',
    engine: 'podman',
    versions: '4.3.x',
    instead: 'inspect shows an empty host address, not 0.0.0.0, for a port published on all addresses',
    seen: [{ fact: 'the host port bound on 0.0.0.0 in inspect', observed: Number.NaN }],
    dockerSpecific: true,
    evidence: evidence.podmanApi,
  },
];
