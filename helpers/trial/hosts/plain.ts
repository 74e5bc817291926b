import type { TrialHost } from './host.ts';

/** The host that the others of an engine are compared with: as Debian installs it. */
export function plainHost(engine: string): TrialHost {
  return {
    name: 'plain',
    description: 'A fresh host with default settings',
    engine,
    ...(rootless(engine) ? asItsUser : {}),
  };
}

const rootless = (engine: string): boolean => engine.includes('+rootless');

/** The environment of a rootless engine's user, as in https://docs.docker.com/engine/security/rootless/ */
const asItsUser: Pick<TrialHost, 'suite'> = {
  suite: { uid: 1000, env: { XDG_RUNTIME_DIR: '/run/user', DOCKER_HOST: 'unix:///run/user/docker.sock' } },
};
