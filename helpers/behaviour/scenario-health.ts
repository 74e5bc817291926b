import { engineClient } from '../engine/client.ts';
import { currentRun } from '../engine/run.ts';
import type { Obstacle } from '../engine/unsupported.ts';
import { errorText } from '../engine/user-error.ts';
import { RunningContainer } from '../scenario/running.ts';
import { openScenario } from '../scenario/scenario.ts';

/**
 * Why a broken expectation says nothing about the network, or undefined: the engine is gone, or a container of the
 * scenario was stopped by somebody else. Asked only once something failed.
 */
export async function lostScenario(): Promise<string | undefined> {
  const members = Object.values(openScenario()?.members ?? {});
  const containers = members
    .flatMap((member) => ('container' in member ? [member.container] : [member]))
    .filter((member) => member instanceof RunningContainer)
    .filter(({ ended }) => !ended);
  try {
    await (await engineClient()).ping();
    const looks = containers.map(async (container) => ({ container, state: (await container.inspect()).State }));
    for (const { container, state } of await Promise.all(looks)) {
      if (!state.Running)
        return `the container ${container.name} does not run any more (${state.Status}, exit code ${state.ExitCode})`;
    }
    return undefined;
  } catch (error) {
    return `the engine does not tell what became of the scenario (${errorText(error)})`;
  }
}

/** How an expectation breaks, or a control fails, where packets are dropped or sent back. */
const STOPPED = /timed out|unreachable|no answer|'unresolved'/;

/**
 * What of the user's own rules explains that nobody answered, or undefined: a chain that drops all that the host
 * forwards stops what the engine lets through, so that silence says nothing of the engine.
 */
export function userInTheWay(reason: string): Obstacle | undefined {
  const { forwardDrop } = currentRun().engine.surroundings;
  if (forwardDrop === undefined || !STOPPED.test(reason)) return undefined;
  const seen = reason.split('\n').at(0) ?? '';
  return {
    need: 'host-forwards',
    evidence: `the user's nftables chain ${forwardDrop} drops what the host forwards (${seen})`,
  };
}
