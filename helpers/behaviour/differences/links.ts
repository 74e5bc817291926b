import type { Difference } from './difference.ts';
import { silentServer } from './silent-server.ts';

/** Podman: an alias of a link on a user-defined network. */
const ignored = (id: string): Difference => ({
  id,
  engine: 'podman',
  instead: 'a link on a user-defined network is ignored, and its alias does not resolve (NXDOMAIN)',
  seen: [
    ...['GET http://linked-*', 'A linked-*', 'AAAA linked-*'].map((request) => ({
      request: `from linked: ${request}`,
      observed: 'unresolved (NXDOMAIN)',
    })),
    { request: 'from linked: system lookup of linked-*', observed: 'unresolved (not found)' },
  ],
  dockerSpecific: true,
  evidence: 'https://github.com/containers/podman/issues/24254',
});

export const links: readonly Difference[] = [
  {
    id: 'links.opens-restarted',
    engine: 'docker',
    instead: 'the link stays closed to its container, and opens the one that was given its former address',
    seen: [
      { request: 'from client: GET http://*:15432', observed: 'timed out' },
      { request: 'from client: GET http://*:15432', observed: 'answered by heir' },
    ],
    evidence: 'https://github.com/moby/moby/issues/9526',
  },
  ignored('links.user-defined'),
  ignored('links.user-defined-follows'),
  silentServer('links.user-defined-follows', 'linked'),
];
