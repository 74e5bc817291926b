import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginState } from '../../fixtures/network-plugin/plugin.ts';
import type { HostTools } from './host-access.ts';
import { namespaceOf, startFailure } from './lab/namespace.ts';

const PROGRAM = fileURLToPath(new URL('../../fixtures/network-plugin/plugin.ts', import.meta.url));

/** What the names of the suite's own network drivers begin with. */
const OWN_DRIVER = /^dnc-/;

/** A network driver of the suite's own that runs beside an engine. */
export interface Plugin {
  /** As in `docker network create --driver`. */
  readonly driver: string;
  /** What the engine has called so far, and the devices that the plugin has. */
  state(): Promise<PluginState>;
  end(): Promise<void>;
}

/** Starts the network plugin in a namespace of its own, and puts its socket where the engine looks for plugins. */
export async function startPlugin({ plugins, ip }: HostTools, driver: string): Promise<Plugin> {
  const words = ['--net', '--', process.execPath, PROGRAM, plugins, driver, String(process.pid), ...ip];
  const child = spawn('unshare', words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const namespace = namespaceOf(child);
  try {
    await Promise.race([once(child, 'message'), startFailure(child)]);
  } catch (error) {
    await namespace.end();
    throw error;
  }
  return {
    driver,
    async state() {
      child.send('state');
      const [state] = await once(child, 'message');
      return state as PluginState;
    },
    async end() {
      if (child.connected) {
        const gone = once(child, 'exit');
        // it takes its socket along when its channel closes
        child.disconnect();
        await gone;
      }
      rmSync(join(plugins, `${driver}.sock`), { force: true });
    },
  };
}

/**
 * Does `work` while every one of these drivers that is the suite's own answers: an engine waits for a dead one, for
 * half a minute each time, before it lets go of what the driver had.
 */
export async function withOwnPlugins(
  tools: HostTools | undefined,
  drivers: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const own = tools ? [...new Set(drivers)].filter((driver) => OWN_DRIVER.test(driver)) : [];
  const plugins = await Promise.all(own.map((driver) => startPlugin(tools as HostTools, driver)));
  try {
    await work();
  } finally {
    await Promise.all(plugins.map((plugin) => plugin.end()));
  }
}
