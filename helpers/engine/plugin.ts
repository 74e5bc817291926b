import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginState } from '../../fixtures/network-plugin/plugin.ts';
import type { HostTools } from './host-access.ts';
import { namespaceOf, startFailure } from './lab/namespace.ts';

const PROGRAM = fileURLToPath(new URL('../../fixtures/network-plugin/plugin.ts', import.meta.url));

/** The names of the suite's own network drivers. */
const OWN_DRIVER = /^dnc-/;

/** The suite's own network driver, a process on the engine's host. */
export interface Plugin {
  /** As in `docker network create --driver`. */
  readonly driver: string;
  /** The engine's calls so far, and the plugin's network devices. */
  state(): Promise<PluginState>;
  end(): Promise<void>;
}

/** Starts the network plugin in its own namespace, with its socket in the engine's plugin folder. */
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
        const ended = once(child, 'exit');
        // the plugin removes its socket when its channel closes
        child.disconnect();
        await ended;
      }
      rmSync(join(plugins, `${driver}.sock`), { force: true });
    },
  };
}

/**
 * Does `work` while the suite's own drivers among these run: to remove a network, an engine would wait for an ended
 * driver for half a minute each time.
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
