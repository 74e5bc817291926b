import { type Plugin, startPlugin } from '../engine/plugin.ts';
import { currentRun } from '../engine/run.ts';

/** The suite's own network driver, which runs beside the engine. */
export interface RunningPlugin extends Plugin {
  readonly kind: 'network-plugin';
  readonly name: string;
}

/** Starts the network plugin of a scenario. Throws where this process cannot run one beside the engine. */
export async function startScenarioPlugin(name: string, driver: string): Promise<RunningPlugin> {
  const { tools, because } = currentRun().host;
  if (!tools) throw new Error(`a network plugin cannot run beside the engine: ${because}`);
  return { kind: 'network-plugin', name, ...(await startPlugin(tools, driver)) };
}
