import { engineClient } from '../engine/client.ts';
import { currentRun } from '../engine/run.ts';
import type { Obstacle } from '../engine/unsupported.ts';
import { errorText } from '../engine/user-error.ts';
import { RunningContainer } from '../scenario/running.ts';
import { openScenario } from '../scenario/scenario.ts';
import { type Failure, failureParts } from './failure.ts';

/**
 * Why a failure proves nothing about the network, or undefined: the engine does not answer, or a container of the scenario
 * stopped for another reason. Called only after a failure.
 */
export async function lostScenario(): Promise<string | undefined> {
  const members = Object.values(openScenario()?.members ?? {});
  const containers = members
    .flatMap((member) => ('container' in member ? [member.container] : [member]))
    .filter((member) => member instanceof RunningContainer)
    .filter(({ ended }) => !ended);
  try {
    await (await engineClient()).ping();
    const states = containers.map(async (container) => ({ container, state: (await container.inspect()).State }));
    for (const { container, state } of await Promise.all(states)) {
      if (!state.Running)
        return `the container ${container.name} no longer runs (${state.Status}, exit code ${state.ExitCode})`;
    }
    return undefined;
  } catch (error) {
    return `the engine does not report the state of the scenario (${errorText(error)})`;
  }
}

/**
 * The firewall rule of the user that explains the failures, or undefined: a chain that drops forwarded packets also drops
 * those that the engine accepts, and a request without an answer proves nothing. Facts that fail after such a request may
 * follow from it; a request with another outcome does not.
 */
export function obstacleOfUser(failures: readonly Failure[]): Obstacle | undefined {
  const { forwardDrop } = currentRun().engine.surroundings;
  const [failure] = failures;
  const requests = failures.filter(({ kind }) => kind === 'probe');
  if (forwardDrop === undefined || !failure || ![failure, ...requests].every(isUnanswered)) return undefined;
  return {
    need: 'host-forwards',
    evidence: `the user's nftables chain ${forwardDrop} drops forwarded packets (${failureParts(failure).subject})`,
  };
}

/** The outcomes of dropped and rejected packets, as facts name them. */
const UNANSWERED: ReadonlySet<unknown> = new Set(['timed out', 'unreachable', 'unresolved', 'no answer']);

/** Whether a request got no answer, as when a firewall drops or rejects packets. */
function isUnanswered(failure: Failure): boolean {
  if (failure.kind === 'fact') return [failure.observed].flat().some((observed) => UNANSWERED.has(observed));
  const { observed } = failure;
  if (observed.kind === 'unresolved') return observed.reason === 'no answer';
  return observed.kind === 'timed out' || observed.kind === 'unreachable';
}
