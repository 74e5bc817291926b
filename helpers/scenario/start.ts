import { engineClient } from '../engine/client.ts';
import { currentRun, labelsOf } from '../engine/run.ts';
import { removeContainer, removeNetwork } from '../engine/sweep.ts';
import { errorCode, errorText } from '../engine/user-error.ts';
import type { ContainerDeclaration, Declaration, NetworkDeclaration } from './declare.ts';
import { type Attempted, RunningContainer, RunningNetwork } from './running.ts';
import { type Starting, startContainer } from './start-container.ts';

/** What a declaration becomes once the scenario runs. */
export type Member = RunningNetwork | RunningContainer | Attempted;

/** A scenario that runs. */
export interface StartedScenario {
  readonly members: Readonly<Record<string, Member>>;
  /** Removes every container and network of it. */
  remove(): Promise<void>;
}

type Declarations = Readonly<Record<string, Declaration>>;

/**
 * Starts all that is declared, as much at a time as depends on nothing else. Throws, and leaves nothing, where one part
 * cannot be started.
 */
export async function startScenario(declarations: Declarations, prefix: string): Promise<StartedScenario> {
  const engineName = (name: string): string => `${prefix}-${name.toLowerCase()}`;
  const networks = new Map<NetworkDeclaration, Promise<RunningNetwork>>();
  for (const [name, declaration] of Object.entries(declarations)) {
    if (declaration.kind === 'network') networks.set(declaration, createNetwork(name, engineName(name), declaration));
  }
  const starting = async (name: string, declaration: ContainerDeclaration): Promise<Starting> => {
    const { on } = declaration;
    const networkName = on.kind === 'network' ? (await networks.get(on))?.engineName : on.mode;
    return {
      name,
      engineName: engineName(name),
      identity: engineName(name),
      declaration,
      networkName: networkName ?? '',
    };
  };
  const start = async (name: string, declaration: Declaration): Promise<Member | undefined> => {
    if (declaration.kind === 'network') return networks.get(declaration);
    if (declaration.kind === 'container') return startContainer(await starting(name, declaration));
    return startAttempt(await starting(name, declaration.container));
  };
  const parts = Object.entries(declarations).map(
    async ([name, declaration]) => [name, await start(name, declaration)] as const,
  );
  const settled = await Promise.allSettled(parts);
  const started = settled.flatMap((part) => (part.status === 'fulfilled' ? [part.value] : []));
  const members = Object.fromEntries(
    started.filter((part): part is readonly [string, Member] => part[1] !== undefined),
  );
  const scenario = { members, remove: () => removeAll(Object.values(members)) };
  const failed = settled.find((part) => part.status === 'rejected');
  if (!failed) return scenario;
  await scenario.remove();
  throw failed.reason;
}

async function createNetwork(
  name: string,
  engineName: string,
  { driver }: NetworkDeclaration,
): Promise<RunningNetwork> {
  const engine = await engineClient();
  await engine.createNetwork({
    Name: engineName,
    Driver: driver,
    CheckDuplicate: true,
    Labels: labelsOf(currentRun()),
  });
  return new RunningNetwork(name, engineName);
}

/** Only the engine's own no is a refusal: an engine that cannot be asked is an error. */
async function startAttempt(starting: Starting): Promise<Attempted> {
  try {
    return { kind: 'running', container: await startContainer(starting) };
  } catch (error) {
    const status = errorCode(error);
    if (typeof status !== 'number') throw error;
    return { kind: 'refused', status, message: errorText(error) };
  }
}

async function removeAll(members: readonly Member[]): Promise<void> {
  const engine = await engineClient();
  const containers = members.flatMap((member) => {
    if (member instanceof RunningContainer) return [member];
    return 'kind' in member && member.kind === 'running' ? [member.container] : [];
  });
  await Promise.all(containers.map(({ id }) => removeContainer(engine, id)));
  const networks = members.filter((member) => member instanceof RunningNetwork);
  await Promise.all(networks.map(({ engineName }) => removeNetwork(engine, engineName)));
}
