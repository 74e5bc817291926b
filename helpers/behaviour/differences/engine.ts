import type { Difference } from './difference.ts';

export const engine: readonly Difference[] = [
  {
    id: 'engine.live-restore-connect',
    engine: 'docker',
    versions: '>=28',
    instead: 'a container with `--add-host NAME:host-gateway` cannot be connected to another network',
    seen: [
      {
        fact: "the engine's answer to `docker network connect` for client",
        observed:
          '(HTTP code 500) server error - open /var/lib/docker/network/files/*/resolv.conf: no such file or directory',
      },
    ],
    evidence: 'https://github.com/moby/moby/issues/53089',
  },
];
