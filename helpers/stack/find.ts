import type Dockerode from 'dockerode';
import { latest } from '../engine/poll.ts';
import { similarNames } from '../engine/suggest.ts';
import { UserError, errorCode } from '../engine/user-error.ts';
import { printable } from '../report/terminal.ts';
import type { ComposeFile } from './compose-file.ts';
import { containersNamed } from './find-containers.ts';
import type { Policy } from './policy/policy.ts';
import { NO_PROJECT } from './stack.ts';
import type { Binding, Endpoint, Stack, StackContainer, StackNetwork } from './stack.ts';
import { stoppedByHand } from './stop-events.ts';
import { type StoppedContainer, hasEndedWell, runs, stateText, stoppedOf, stoppedText } from './stopped.ts';
import { unjudgedOf } from './unjudged.ts';

type Inspected = Dockerode.ContainerInspectInfo;

const PROJECT = 'com.docker.compose.project';
const SERVICE = 'com.docker.compose.service';
const ONE_OFF = 'com.docker.compose.oneoff';
const NETWORK = 'com.docker.compose.network';

/** How long a container with a health check may take to be healthy: until then, its program may not listen yet. */
const HEALTH_PACE = { limitMs: 30_000, intervalMs: 250 };

/** What is looked for. */
interface Wanted {
  /** The Compose project; undefined where only containers are wanted. */
  readonly project: string | undefined;
  /** Where its name is from: `--project`, `.env`, … */
  readonly source?: string;
  readonly compose: Partial<Pick<ComposeFile, 'expected'>>;
  /** The containers beside it that the policy names. */
  readonly policy?: Pick<Policy, 'file' | 'containers'>;
  /** Whether it was started for the check, so that what has ended with 0 ended by itself. */
  readonly isOwn?: boolean;
}

/**
 * Finds the running containers of a Compose project by their labels, and others by the policy, and waits until none has a
 * health check that is starting. Nothing is changed. Throws a UserError where the project has no running container, or where
 * one of its servers does not run: what is not there is closed, and would pass for what the policy wants.
 */
export async function findStack(engine: Dockerode, wanted: Wanted): Promise<Stack> {
  const { project, compose, policy, isOwn = false } = wanted;
  const ofProject = project === undefined ? [] : await idsOf(engine, project, wanted);
  const others = policy ? await containersNamed(engine, policy, ofProject) : new Map<string, string>();
  const ids = [...ofProject, ...others.keys()];
  const partyOf = (one: Inspected): string => others.get(one.Id) ?? serviceOf(one);
  const inspectAll = () => Promise.all(ids.map((id) => engine.getContainer(id).inspect()));
  const inspected = await latest(HEALTH_PACE, inspectAll, (all) => !all.some(isStarting));
  const running = inspected.filter(runs);
  const byHand = isOwn ? undefined : await stoppedByHand(engine, inspected.filter(hasEndedWell));
  const stopped = stoppedOf(inspected, partyOf, { isOwn, ...(byHand ? { byHand } : {}) });
  const isRunning = project === undefined || running.some(({ Id }) => ofProject.includes(Id));
  refuseStopped(stopped, isRunning ? undefined : project);
  const names = new Set(running.flatMap(({ NetworkSettings }) => Object.keys(NetworkSettings.Networks)));
  const networks = (await Promise.all([...names].map((name) => networkNamed(engine, name, project ?? '')))).filter(
    (network) => network !== undefined,
  );
  const owners = new Map(running.map((one) => [one.Id, partyOf(one)]));
  const shares = running.filter(({ HostConfig }) => HostConfig.NetworkMode?.startsWith('container:'));
  return {
    project: project ?? NO_PROJECT,
    containers: running.filter((one) => !shares.includes(one)).map((one) => describe(one, partyOf(one), networks)),
    networks,
    partOf: new Map(
      shares.map((one) => {
        const [, id = ''] = (one.HostConfig.NetworkMode ?? '').split(':');
        return [partyOf(one), owners.get(id) ?? id.slice(0, 12)];
      }),
    ),
    stopped,
    unjudged: isOwn ? [] : unjudgedOf(stopped, new Set(inspected.map(partyOf)), compose.expected ?? []),
  };
}

/** Throws a UserError where the stack is not whole; `project` is one that has no running container. */
function refuseStopped(stopped: readonly StoppedContainer[], project: string | undefined): void {
  const missing = stopped.filter(({ kind }) => kind === 'missing');
  const isPaused = stopped.some(({ status }) => status === 'paused');
  if (project !== undefined && !isPaused) {
    const states = stopped.map((one) => `${one.service} is ${stateText(one)}`);
    throw sentence(
      `The project ${project} has no running container (${states.join(', ')}): start it with docker compose up -d --wait.`,
    );
  }
  if (missing.length > 0) throw sentence(stoppedText(missing));
}

/** The containers that have ended, or were started again, since they were found. */
export async function changedSince(
  engine: Dockerode,
  containers: readonly StackContainer[],
): Promise<ReadonlySet<string>> {
  const changed = new Set<string>();
  await Promise.all(
    containers.map(async ({ id, startedAt }) => {
      try {
        const inspected = await engine.getContainer(id).inspect();
        if (!runs(inspected) || inspected.State.StartedAt !== startedAt) changed.add(id);
      } catch (error) {
        if (errorCode(error) !== 404) throw error;
        changed.add(id);
      }
    }),
  );
  return changed;
}

/** The containers of a project, but for those of `docker compose run`. */
async function idsOf(engine: Dockerode, project: string, wanted: Wanted): Promise<string[]> {
  const listed = await engine.listContainers({ all: true, filters: { label: [`${PROJECT}=${project}`] } });
  const ids = listed.filter(({ Labels }) => Labels[ONE_OFF] !== 'True').map(({ Id }) => Id);
  if (ids.length === 0) throw await noProject(engine, project, wanted);
  return ids;
}

async function noProject(engine: Dockerode, project: string, { source = '' }: Wanted): Promise<UserError> {
  const all = await engine.listContainers({ all: true, filters: { label: [PROJECT] } });
  const known = [...new Set(all.map(({ Labels }) => Labels[PROJECT] ?? ''))];
  const [meant] = similarNames(project, known);
  const others = known.length === 0 ? 'no Compose project has containers' : `there are ${known.join(', ')}`;
  return sentence(
    `The engine has no containers of the Compose project "${project}" (from ${source}; ${others}): ` +
      `${meant ? `did you mean ${meant}? Then name it with --project, or as project in the policy; else ` : ''}start it with docker compose up -d --wait.`,
  );
}

/** Names in labels may have anything in them. */
function sentence(text: string): UserError {
  return new UserError(printable(text).replaceAll('\n', ' '));
}

function describe(inspected: Inspected, party: string, networks: readonly StackNetwork[]): StackContainer {
  const { Id, Name, State, HostConfig, NetworkSettings } = inspected;
  const mode = HostConfig.NetworkMode;
  const attached = mode === 'host' || mode === 'none' ? mode : 'networks';
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    service: party,
    hostName: serviceOf(inspected),
    startedAt: State.StartedAt,
    attached,
    endpoints: attached === 'networks' ? endpointsOf(inspected, networks) : [],
    bindings: Object.entries(NetworkSettings.Ports ?? {}).flatMap(([port, bound]) => bindingsOf(port, bound)),
  };
}

function endpointsOf(inspected: Inspected, networks: readonly StackNetwork[]): Endpoint[] {
  return Object.entries(inspected.NetworkSettings.Networks).map(([name, endpoint]) => {
    const { IPAddress, GlobalIPv6Address, Gateway } = endpoint;
    return {
      network: networks.find((network) => network.name === name)?.key ?? name,
      address: IPAddress,
      address6: GlobalIPv6Address || undefined,
      gateway: Gateway || undefined,
    };
  });
}

function bindingsOf(port: string, bound: { HostIp: string; HostPort: string }[] | null): Binding[] {
  const [number, transport] = port.split('/');
  if (transport !== 'tcp' && transport !== 'udp') return [];
  return (bound ?? []).map(({ HostIp, HostPort }) => ({
    transport,
    port: Number(number),
    hostAddress: HostIp || '0.0.0.0',
    hostPort: Number(HostPort),
  }));
}

async function networkNamed(engine: Dockerode, name: string, project: string): Promise<StackNetwork | undefined> {
  if (name === 'host' || name === 'none') return undefined;
  const { Name, Driver, Internal, Labels } = await engine.getNetwork(name).inspect();
  const isOwn = Labels?.[PROJECT] === project;
  return { key: (isOwn && Labels?.[NETWORK]) || Name, name: Name, driver: Driver, internal: Internal };
}

function serviceOf({ Config, Name }: Inspected): string {
  return Config.Labels[SERVICE] ?? Name.replace(/^\//, '');
}

function isStarting(one: Inspected): boolean {
  return runs(one) && one.State.Health?.Status === 'starting';
}
