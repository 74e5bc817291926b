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
  ignored('links.user-defined'),
  ignored('links.user-defined-follows'),
  silentServer('links.user-defined-follows', 'linked'),
];
