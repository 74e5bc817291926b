import { retryOnPortConflict } from '../../engine/port-conflict.ts';
import { onEngine } from '../../engine/client.ts';
import { currentRun, labelsOf } from '../../engine/run.ts';
import { removeContainer } from '../../engine/sweep.ts';
import { toolkit } from '../../engine/toolkit.ts';
import { errorCode, errorText } from '../../engine/user-error.ts';
import type { AttemptDeclaration, ContainerDeclaration } from '../declare/container.ts';
import type { Host } from '../hosts.ts';
import { type Attempted, RunningContainer } from '../running/container.ts';
import { refusalOf } from '../running/refused.ts';
import { type ServerPorts, freeHostPorts, freePorts, sharedPorts } from '../ports.ts';
import { serverOf } from '../servers.ts';
import { ProgramExited, READY_LIMIT_MS, UntilServing } from '../serving.ts';
import { type ContainerToStart, containerToStart } from './container-to-start.ts';
import { createOptions } from './create-options.ts';
import type { ScenarioParts } from './scenario-parts.ts';
import { scenarioContainer } from './testcontainer.ts';

/** Starts a container after its networks and hosts. `part` is its declaration, or the attempt to start it. */
export async function startContainer(
  declared: ContainerDeclaration,
  part: ContainerDeclaration | AttemptDeclaration,
  parts: ScenarioParts,
): Promise<RunningContainer> {
  const starting = await containerToStart(declared, part, parts);
  return onEngine(starting.host.engine, async () => {
    const startOne = isOnOverlay(starting) ? startInTurn : start;
    if (!mayMeetConflict(declared)) return startOne(starting);
    const { started, starts } = await retryOnPortConflict(async () => startOne(await withDrawnPort(starting)));
    started.starts = starts;
    return started;
  });
}

/** Starts a container that the engine may refuse; an engine that does not answer is an error, not a refusal. */
export async function startAttempt(declared: AttemptDeclaration, parts: ScenarioParts): Promise<Attempted> {
  let container: RunningContainer | undefined;
  try {
    const refusal = await refusalOf(async () => {
      container = await startContainer(declared.container, declared, parts);
    });
    return refusal ?? { kind: 'running', container: container as RunningContainer };
  } catch (error) {
    const { cause } = error as Error;
    if (cause instanceof ProgramExited) return { kind: 'exited', message: cause.message };
    throw error;
  }
}

/** Whether its host port is chosen by the engine, or drawn: another program may take it first. */
function mayMeetConflict(declaration: ContainerDeclaration): boolean {
  const { publish, publishForSharing, publishUdp, publishAll, publishAt = 'drawn' } = declaration;
  const publishes = publish !== undefined || publishUdp !== undefined || publishForSharing || publishAll;
  return publishes === true && publishAt === 'drawn';
}

/** With the fixed host port that is to be drawn. */
async function withDrawnPort(starting: ContainerToStart): Promise<ContainerToStart> {
  if (starting.declaration.publishAt !== 'drawn') return starting;
  return { ...starting, hostPorts: await freeHostPorts(1) };
}

/** The ports of a container in a network namespace where others listen as well. */
async function portsBesideOthers({ on }: ContainerDeclaration): Promise<ServerPorts | undefined> {
  if (on.kind === 'shared') return sharedPorts;
  // this process is on the host network wherever a scenario has a container there
  return on.kind === 'predefined' && on.mode === 'host' ? freePorts() : undefined;
}

/** The last start on an overlay network, for each host. */
const attaching = new WeakMap<Host, Promise<unknown>>();

/**
 * Starts the containers of a host on overlay networks one after another: a node that is creating a network for one of them
 * loses the attachment of another one (https://github.com/moby/moby/pull/36191).
 */
async function startInTurn(starting: ContainerToStart): Promise<RunningContainer> {
  const { host } = starting;
  const earlier = attaching.get(host) ?? Promise.resolve();
  const mine = earlier.then(() => startAttached(starting));
  attaching.set(
    host,
    mine.catch(() => undefined),
  );
  return mine;
}

/**
 * A swarm that loses an attachment: one that meets the network's creation waits for 20 s in vain, and Docker 20.10 may have
 * removed the network from the node again, which was there just before.
 */
const LOST_ATTACHMENT = /attaching to network failed.*deadline exceeded|network \w{25} not found/s;

function isOnOverlay({ declaration: { on } }: ContainerToStart): boolean {
  return on.kind === 'network' && on.across.length > 0;
}

/** Starts it; once more where the swarm lost its attachment. */
async function startAttached(starting: ContainerToStart): Promise<RunningContainer> {
  try {
    return await start(starting);
  } catch (error) {
    if (!LOST_ATTACHMENT.test(errorText(error))) throw error;
    return start(starting);
  }
}

/** Starts it with testcontainers and waits until its server is ready. Removes it if that fails. */
async function start(starting: ContainerToStart): Promise<RunningContainer> {
  const { declaration, identity, host } = starting;
  const server = serverOf(declaration, identity, await portsBesideOthers(declaration));
  const { PullPolicy } = toolkit().testcontainers;
  let id: string | undefined;
  const container = new (scenarioContainer())(
    host.images[declaration.role].reference,
    createOptions(starting),
    (created) => {
      id = created;
    },
  )
    .withName(starting.engineName)
    .withLabels(labelsOf(currentRun()))
    .withEnvironment(server.environment)
    .withPullPolicy(PullPolicy.neverPull())
    .withAutoCleanup(false)
    .withWaitStrategy(new UntilServing(server.ready, READY_LIMIT_MS));
  const user = declaration.user ?? server.user;
  if (user !== undefined) container.withUser(user);
  const [entrypoint, ...command] = server.command ?? [];
  if (entrypoint !== undefined) container.withEntrypoint([entrypoint]).withCommand(command);
  try {
    const started = await container.start();
    const running = new RunningContainer({ ...starting, id: started.getId(), server, engine: host.engine });
    for (const { network, options } of starting.connections) await running.connect(network, options);
    if (declaration.stopped) await running.stop();
    return running;
  } catch (error) {
    if (id) await removeContainer(host.engine, id);
    if (errorCode(error) === undefined)
      throw new Error(`the container ${starting.name} did not start: ${errorText(error)}`, { cause: error });
    throw error;
  }
}
