import { engineClient } from '../engine/client.ts';
import { latest } from '../engine/poll.ts';
import { errorCode, errorText } from '../engine/user-error.ts';
import type { Runnable } from '../probe/exec.ts';
import { LanContainer } from '../scenario/lan/lan-container.ts';
import { type Member, withContainersOfProjects } from '../scenario/member.ts';
import { ExistingContainer, ExistingService } from '../scenario/existing/container.ts';
import { RunningContainer } from '../scenario/running.ts';
import { openScenario } from '../scenario/scenario.ts';

/**
 * Why a failure proves nothing about the network, or undefined: the engine does not answer, or a container of the scenario
 * stopped or was removed for another reason. Called only after a failure.
 */
export async function lostScenario(): Promise<string | undefined> {
  const members = Object.values(withContainersOfProjects(openScenario()?.members ?? {}));
  try {
    await (await engineClient()).ping();
    const existing = members.flatMap((member) => (isExisting(member) ? member.replicas : []));
    const lost = await Promise.all([
      ...members.flatMap(containersOf).map(whyLost),
      ...existing.map((one) => one.whyLost()),
    ]);
    return lost.find((why) => why !== undefined);
  } catch (error) {
    return `the engine does not report the state of the scenario (${errorText(error)})`;
  }
}

function isExisting(member: Member): member is ExistingContainer | ExistingService {
  return member instanceof ExistingContainer || member instanceof ExistingService;
}

/** The containers of a part of a scenario that should be running. */
function containersOf(member: Member): readonly Runnable[] {
  if ('container' in member) return containersOf(member.container);
  if (member instanceof RunningContainer) return member.ended ? [] : [member];
  if (!('kind' in member)) return [];
  if (member.kind === 'lan-host') return member.host instanceof LanContainer ? member.host.containers : [];
  return member.kind === 'listener' && member.on ? [member.on] : [];
}

/** A probe that other behaviours share may just be restarting a container. */
const RESTART = { limitMs: 3_000, intervalMs: 100 };

async function whyLost({ engine, id, name }: Runnable): Promise<string | undefined> {
  try {
    const stateNow = async () => (await engine.getContainer(id).inspect()).State;
    const State = await latest(RESTART, stateNow, ({ Running }) => Running);
    if (State.Running) return undefined;
    return `the container ${name} no longer runs (${State.Status}, exit code ${State.ExitCode})`;
  } catch (error) {
    if (errorCode(error) === 404) return `the container ${name} was removed`;
    throw error;
  }
}
