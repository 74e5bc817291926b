import { createNetwork } from '../engine/create-network.ts';
import { currentRun, labelsOf } from '../engine/run.ts';
import { removeNetwork } from '../engine/sweep.ts';
import type { RunningContainer } from './running.ts';
import { recordStep } from './steps.ts';

/**
 * Creates a network beside those of the scenario, connects a container to it, disconnects it and removes the network,
 * again and again until `ended`. Returns how often it did all of that before. Only for a host of the scenario: with some
 * engines, each new network affects the others.
 */
export async function changeNetworksUntil(ended: Promise<unknown>, visitor: RunningContainer): Promise<number> {
  let going = true;
  const end = (): void => void (going = false);
  void ended.then(end, end);
  let changes = 0;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    await changeNetworks(visitor);
    if (!going) break;
    changes += 1;
  }
  recordStep({ line: `# meanwhile, another network was created and removed, with ${visitor.name} on it for a moment` });
  return changes;
}

async function changeNetworks({ id, engine, engineName }: RunningContainer): Promise<void> {
  const name = `${engineName}-passing`;
  await createNetwork(engine, { Name: name, Driver: 'bridge', CheckDuplicate: true, Labels: labelsOf(currentRun()) });
  try {
    const network = engine.getNetwork(name);
    await network.connect({ Container: id });
    await network.disconnect({ Container: id });
  } finally {
    await removeNetwork(engine, name);
  }
}
