import { cacheFolder } from '../engine/embedded/cache.ts';
import { assertCanEmbed, startInstance } from '../engine/embedded/instance.ts';
import { type Instance, type Life, sharedInstance } from '../engine/embedded/running.ts';
import { defaultSuite, suiteNamed } from '../engine/embedded/suites.ts';
import type { Endpoint } from '../engine/endpoint.ts';
import { isLocation } from '../engine/engine-name.ts';
import { findEngine } from '../engine/find.ts';
import { suiteCommand } from '../engine/suite-command.ts';
import { UserError } from '../engine/user-error.ts';
import type { Progress } from './progress.ts';

/** The engine of a run, and how to stop it if the run started it. */
export interface ChosenEngine {
  readonly endpoint: Endpoint;
  readonly embedded?: Instance;
  stop(empty: boolean): Promise<void>;
}

/**
 * The named engine, embedded or not, else the user's, else an embedded one. `life` applies to an embedded engine that is started
 * here. Throws a UserError where there is none.
 */
export async function chooseEngine(name: string | undefined, progress: Progress, life: Life): Promise<ChosenEngine> {
  if (name && !isLocation(name)) return embed(name, undefined, progress, life);
  const { endpoint, tunnel, tried } = await findEngine(name);
  if (endpoint) return { endpoint, stop: async () => tunnel?.close() };
  const misses = tried.map(({ where, why }) => `${where}: ${why}`).join('; ');
  const notFound = `No container engine found${misses ? ` (${misses})` : ''}`;
  if (process.env['ENGINE'] === 'off') {
    throw new UserError(
      `${notFound}, and ENGINE=off forbids an embedded one: start a Docker or Podman engine, or set DOCKER_HOST.`,
    );
  }
  return embed(defaultSuite, notFound, progress, life);
}

/** The named engine or the user's, which must run already: a new one would have nothing to check on it. Throws a UserError. */
export async function chooseRunningEngine(name: string | undefined): Promise<ChosenEngine> {
  if (name && !isLocation(name)) {
    const running = sharedInstance(suiteNamed(name).name);
    if (!running)
      throw new UserError(
        `The embedded engine ${name} is not up, so that nothing runs on it: start it with ${suiteCommand('engine', `up ${name}`)}, or name another engine.`,
      );
    return { endpoint: running.endpoint, embedded: running, stop: async () => undefined };
  }
  const { endpoint, tunnel, tried } = await findEngine(name);
  if (endpoint) return { endpoint, stop: async () => tunnel?.close() };
  const misses = tried.map(({ where, why }) => `${where}: ${why}`).join('; ');
  throw new UserError(
    `No container engine found${misses ? ` (${misses})` : ''}: start the one with your stack, or set DOCKER_HOST.`,
  );
}

async function embed(
  name: string,
  notFound: string | undefined,
  progress: Progress,
  life: Life,
): Promise<ChosenEngine> {
  const suite = suiteNamed(name);
  assertCanEmbed(notFound ?? `${name} is an embedded engine`);
  const running = sharedInstance(name);
  if (running) return { endpoint: running.endpoint, embedded: running, stop: async () => undefined };
  const found = notFound === undefined ? '' : `${notFound}. `;
  progress.say(
    `${found}Starting an embedded ${suite.holds} (${name}, cached in ${cacheFolder()}); it is removed after the run.`,
  );
  const instance = await startInstance(suite, (what) => progress.doing(what), life);
  return {
    endpoint: instance.endpoint,
    embedded: instance,
    stop: (empty) => (empty ? instance.stopAtOnce() : instance.stop()),
  };
}
