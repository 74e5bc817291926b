import { createNetwork } from '../../engine/create-network.ts';
import { currentRun, labelsOf } from '../../engine/run.ts';
import { betweenBehaviours } from '../../engine/network-creation.ts';
import type { NetworkDeclaration } from '../declare/network.ts';
import { networkOptions } from '../network-options.ts';
import { RunningNetwork } from '../running/network.ts';
import type { ScenarioParts } from './scenario-parts.ts';

/** Creates a network, and first the swarm, LAN host or plugin that it needs. */
export async function startNetwork(declared: NetworkDeclaration, parts: ScenarioParts): Promise<RunningNetwork> {
  const name = parts.engineNameOf(declared);
  const { driver, across, at } = declared;
  const [manager] = across;
  if (manager) await parts.joinSwarm(manager);
  const { engine } = await parts.hostAt(manager ?? at);
  const beside = declared.beside && (await parts.start(declared.beside));
  const options = {
    Name: name,
    Driver: typeof driver === 'string' ? driver : (await parts.startRequired(driver)).driver,
    CheckDuplicate: true,
    ...networkOptions(declared, beside?.link),
    Labels: labelsOf(currentRun()),
  };
  const create = (): Promise<unknown> => createNetwork(engine, options);
  // on a host of the scenario, no other process runs behaviours
  await (manager || at ? create() : betweenBehaviours(create));
  return new RunningNetwork(parts.nameOf(declared), name, engine);
}
