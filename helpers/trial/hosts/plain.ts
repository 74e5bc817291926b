import type { TrialHost } from './host.ts';

/** The host that the others of an engine are compared with: as Debian installs it. */
export function plainHost(engine: string): TrialHost {
  return { name: 'plain', sentence: 'A fresh host, with nothing set', engine, ...(rootless(engine) ? asItsUser : {}) };
}

const rootless = (engine: string): boolean => engine.includes('+rootless');

/** As https://docs.docker.com/engine/security/rootless/ has the user of a rootless engine name it. */
const asItsUser: Pick<TrialHost, 'suite'> = {
  suite: { uid: 1000, env: { XDG_RUNTIME_DIR: '/run/user', DOCKER_HOST: 'unix:///run/user/docker.sock' } },
};
