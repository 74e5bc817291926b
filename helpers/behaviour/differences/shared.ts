import type { Difference } from './difference.ts';
import { evidence } from './evidence.ts';

export const shared: readonly Difference[] = [
  {
    id: 'shared.connect-refused',
    engine: 'podman',
    instead: 'the refusal has the HTTP status 500',
    seen: [{ fact: 'the HTTP status of `docker network connect`', observed: 500 }],
    evidence: 'https://github.com/containers/podman/pull/9497',
  },
  {
    id: 'shared.owner-must-run',
    engine: 'podman',
    instead: 'the container whose network stack is shared is started as well',
    seen: [
      { fact: 'the HTTP status of the start', observed: 'running' },
      { fact: 'whether the containers run', observed: [true, true] },
    ],
    dockerSpecific: true,
    evidence: 'https://github.com/containers/podman/pull/9754',
  },
  {
    id: 'shared.files',
    engine: 'podman',
    instead: 'the sharing container has a hostname of its own, its short ID',
    seen: [{ fact: 'the hostname of the sharing container', observed: ['*'] }],
    dockerSpecific: true,
    evidence: 'https://docs.podman.io/en/latest/markdown/podman-run.1.html#uts-mode',
  },
  {
    id: 'shared.ports-refused',
    engine: 'podman',
    instead: 'the container is created and started, and exits because the port of its server is in use',
    seen: [{ fact: 'the creations', observed: ['publish: exited', 'publish-all: exited', 'expose: exited'] }],
    evidence: evidence.podmanApi,
  },
  {
    id: 'shared.names-refused',
    engine: 'podman',
    instead:
      'with a hostname or DNS server, the container is created and started, and exits because the port of its server is in use',
    seen: [{ fact: 'the creations', observed: ['hostname: exited', 'add-host: refused with 500', 'dns: exited'] }],
    evidence: evidence.podmanApi,
  },
];
