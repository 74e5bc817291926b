import type Dockerode from 'dockerode';
import { joinedWithAnd } from '../engine/joined-with-and.ts';

type Inspected = Dockerode.ContainerInspectInfo;

/**
 * The services that a container depends on, and what of them it waits for:
 * `migrate:service_completed_successfully:false,db:…`.
 */
const DEPENDS_ON = 'com.docker.compose.depends_on';
const COMPLETED = 'service_completed_successfully';

/** A container of a stack that does not run. */
export interface StoppedContainer {
  readonly name: string;
  readonly service: string;
  /** `exited`, `created`, `paused`, `restarting` or `dead`. */
  readonly status: string;
  readonly exitCode: number;
  /**
   * `missing`: the stack is not whole without it. `completed`: a job that others wait for. `ended`: it ended with 0, as a job
   * does, and as a server that was stopped does.
   */
  readonly kind: 'missing' | 'completed' | 'ended';
}

/**
 * The containers that do not run, each with what that means for the stack. `isOwn`: nobody but the suite could stop them, so that
 * what has ended with 0 ended by itself. `byHand` are the ids of those that a user has stopped.
 */
export function stoppedOf(
  inspected: readonly Inspected[],
  partyOf: (one: Inspected) => string,
  { isOwn = false, byHand = new Set() }: { readonly isOwn?: boolean; readonly byHand?: ReadonlySet<string> } = {},
): StoppedContainer[] {
  const running = new Set(inspected.filter(runs).map(partyOf));
  const dependencies = inspected.flatMap(dependenciesOf);
  const completing = new Set(dependencies.filter((one) => one.isCompleted).map((one) => one.service));
  const needed = new Set(dependencies.map((one) => one.service));
  const stopped = inspected.filter((one) => !runs(one));
  return stopped.map((one) => {
    const { Status, ExitCode } = one.State;
    const service = partyOf(one);
    const isServer =
      running.has(service) || needed.has(service) || byHand.has(one.Id) || isKeptUp(one) || publishes(one);
    const isJob = isOwn || completing.has(service);
    const kind = !hasEndedWell(one) ? 'missing' : isJob ? 'completed' : isServer ? 'missing' : 'ended';
    return { name: one.Name.replace(/^\//, ''), service, status: Status, exitCode: ExitCode, kind };
  });
}

/** Whether a container runs its program. */
export function runs({ State }: Inspected): boolean {
  return State.Status === 'running';
}

/** Whether a container has ended with 0. */
export function hasEndedWell({ State }: Inspected): boolean {
  return isExited(State.Status) && State.ExitCode === 0;
}

/** The state in words: `exited (1)`. */
export function stateText({ status, exitCode }: Pick<StoppedContainer, 'status' | 'exitCode'>): string {
  return isExited(status) ? `exited (${exitCode})` : status;
}

/** Why a stack cannot be judged while these do not run, and what to do. */
export function stoppedText(missing: readonly StoppedContainer[]): string {
  const states = missing.map((one) => `${one.service} (${one.name}) is ${stateText(one)}`);
  return `The stack cannot be judged while ${joinedWithAnd(states)}: ${remedyText(missing)}.`;
}

/** What to do about containers that do not run, by their states. */
export function remedyText(stopped: readonly StoppedContainer[]): string {
  const named = (...statuses: string[]): string[] =>
    stopped.filter(({ status }) => statuses.includes(status)).map(({ name }) => name);
  const paused = named('paused');
  const restarting = named('restarting');
  const dead = named('dead', 'removing');
  const others = stopped.filter(({ name }) => ![...paused, ...restarting, ...dead].includes(name));
  const failed = others.filter(({ exitCode }) => exitCode !== 0).map(({ name }) => name);
  const names = others.map(({ name }) => name).join(' ');
  return [
    ...(paused.length === 0 ? [] : [`continue with docker unpause ${paused.join(' ')}`]),
    ...(restarting.length === 0 ? [] : [`see why it ends again and again with docker logs ${restarting.join(' ')}`]),
    ...(dead.length === 0 ? [] : [`remove with docker rm --force ${dead.join(' ')}`]),
    ...(others.length === 0 ? [] : [`start with docker start ${names}`]),
    ...(failed.length === 0 ? [] : [`see docker logs ${failed[0]}`]),
    ...(others.length === 0 ? [] : [`or remove what is not part of the stack with docker rm ${names}`]),
  ].join(', ');
}

function isExited(status: string): boolean {
  return status === 'exited' || status === 'stopped';
}

/** The services that a container depends on: to run, or to have completed. */
function dependenciesOf({ Config }: Inspected): { service: string; isCompleted: boolean }[] {
  const label = (Config.Labels as Inspected['Config']['Labels'] | null)?.[DEPENDS_ON] ?? '';
  return label.split(',').flatMap((one) => {
    const [service, condition] = one.split(':');
    return service ? [{ service, isCompleted: condition === COMPLETED }] : [];
  });
}

/** The engine would have started it again, had nobody stopped it. */
function isKeptUp({ HostConfig }: Inspected): boolean {
  return ['always', 'unless-stopped'].includes(HostConfig.RestartPolicy?.Name ?? '');
}

function publishes({ HostConfig }: Inspected): boolean {
  const bindings = (HostConfig.PortBindings ?? {}) as Readonly<Record<string, unknown>>;
  return Object.keys(bindings).length > 0;
}
