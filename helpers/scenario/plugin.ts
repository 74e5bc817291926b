import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PluginState } from '../../fixtures/network-plugin/plugin.ts';
import { heldBy, unableToStart } from '../engine/lab/namespace.ts';
import { currentRun } from '../engine/run.ts';

const PROGRAM = fileURLToPath(new URL('../../fixtures/network-plugin/plugin.ts', import.meta.url));

/** A network driver of the suite's own that runs beside the engine. */
export interface RunningPlugin {
  readonly kind: 'network-plugin';
  readonly name: string;
  /** As in `docker network create --driver`. */
  readonly driver: string;
  /** What the engine has called so far, and the devices that the plugin has. */
  state(): Promise<PluginState>;
  end(): Promise<void>;
}

/** Starts the network plugin in a namespace of its own, and puts its socket where the engine looks for plugins. */
export async function startPlugin(name: string, driver: string): Promise<RunningPlugin> {
  const { tools, because } = currentRun().host;
  if (!tools) throw new Error(`a network plugin cannot be put beside the engine: ${because}`);
  const words = [tools.plugins, driver, String(process.pid), ...tools.ip];
  const child = spawn('unshare', ['--net', '--', process.execPath, PROGRAM, ...words], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const namespace = heldBy(child);
  try {
    await Promise.race([once(child, 'message'), unableToStart(child)]);
  } catch (error) {
    await namespace.end();
    throw error;
  }
  return {
    kind: 'network-plugin',
    name,
    driver,
    async state() {
      child.send('state');
      const [state] = await once(child, 'message');
      return state as PluginState;
    },
    async end() {
      const gone = once(child, 'exit');
      // it takes its socket along when its channel closes
      child.disconnect();
      await gone;
    },
  };
}
