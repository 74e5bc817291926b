import { engineClient } from '../engine/client.ts';
import { errorText } from '../engine/user-error.ts';
import { RunningContainer } from '../scenario/running.ts';
import { openScenario } from '../scenario/scenario.ts';

/**
 * Why a broken expectation says nothing about the network, or undefined: the engine is gone, or a container of the
 * scenario was stopped by somebody else. Asked only once something failed.
 */
export async function lostGround(): Promise<string | undefined> {
  const members = Object.values(openScenario()?.members ?? {});
  const containers = members.filter((member) => member instanceof RunningContainer).filter(({ removed }) => !removed);
  try {
    await (await engineClient()).ping();
    for (const container of containers) {
      const { State } = await container.inspect();
      if (!State.Running)
        return `the container ${container.name} does not run any more (${State.Status}, exit code ${State.ExitCode})`;
    }
    return undefined;
  } catch (error) {
    return `the engine does not tell what became of the scenario (${errorText(error)})`;
  }
}
