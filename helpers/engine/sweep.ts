import type Dockerode from 'dockerode';
import type { HostTools } from './host-access.ts';
import { listNetworks } from './list-networks.ts';
import { stateOf } from './owner.ts';
import { latest, retry } from './poll.ts';
import { withOwnPlugins } from './plugin.ts';
import { ON_HOST, ownObjects, runOf } from './run.ts';
import { errorCode, errorText } from './user-error.ts';

/** Objects of a run on another machine are kept for this long: whether it is running cannot be checked. */
const FOREIGN_RUN_LIMIT_MS = 6 * 60 * 60 * 1000;

/** A container or network that the suite created on an engine. */
interface OwnObject {
  readonly kind: 'container' | 'network';
  /** Networks are removed by name: Podman corrupts itself when one in use is removed by id. */
  readonly name: string;
  readonly run: string;
  readonly owner: string;
  readonly ageMs: number;
  /** A network's driver. */
  readonly driver?: string;
}

/** Every object that the suite created on an engine, in any run. */
async function ownObjectsOn(engine: Dockerode): Promise<OwnObject[]> {
  const [containers, networks] = await Promise.all([
    engine.listContainers({ all: true, filters: ownObjects }),
    listNetworks(engine, { filters: ownObjects }),
  ]);
  return [
    ...containers.map(({ Id, Labels, Created }) => describe('container', Id, Labels, Created * 1000)),
    ...networks.map(({ Name, Driver, Labels, Created }) =>
      Object.assign(describe('network', Name, Labels, Date.parse(Created)), { driver: Driver }),
    ),
  ];
}

/** Removes the objects of runs whose process has ended; never those of a running one. */
export function sweepEndedRuns(engine: Dockerode, tools?: HostTools): Promise<OwnObject[]> {
  return sweep(engine, tools, isGone);
}

/** Removes the objects of a run that is ending, and of ended runs; gives those of this run. */
export async function sweepRun(engine: Dockerode, run: string, tools?: HostTools): Promise<OwnObject[]> {
  const left = await sweep(engine, tools, (object) => object.run === run || isGone(object));
  return left.filter((object) => object.run === run);
}

/** How long a sweep is repeated while new objects appear. */
const SWEEP_PACE = { limitMs: 15_000, intervalMs: 0 };

/** Removes until nothing is left: an engine may still be creating objects that a killed process had requested. */
async function sweep(
  engine: Dockerode,
  tools: HostTools | undefined,
  wanted: (object: Pick<OwnObject, 'run' | 'owner' | 'ageMs'>) => boolean,
): Promise<OwnObject[]> {
  const swept = new Map<string, OwnObject>();
  const removeAll = async (): Promise<OwnObject[]> => {
    const left = (await ownObjectsOn(engine)).filter(wanted);
    for (const object of left) swept.set(object.name, object);
    const drivers = left.map(({ driver }) => driver).filter((driver) => driver !== undefined);
    try {
      await withOwnPlugins(tools, drivers, () => remove(engine, left));
    } catch (error) {
      if (errorCode(error) !== 403) throw error;
    }
    return left;
  };
  const left = await latest(SWEEP_PACE, removeAll, ({ length }) => length === 0);
  if (left.length > 0)
    throw new Error(`${left.length} objects cannot be removed: ${left.map(({ name }) => name).join(', ')}`);
  await removeProjectFiles(engine, wanted);
  return [...swept.values()];
}

/** Removes the volumes and images of Compose projects that a check has started, once their containers are removed. */
async function removeProjectFiles(
  engine: Dockerode,
  wanted: (object: Pick<OwnObject, 'run' | 'owner' | 'ageMs'>) => boolean,
): Promise<void> {
  const [{ Volumes }, images] = await Promise.all([
    engine.listVolumes({ filters: ownObjects }),
    engine.listImages({ filters: ownObjects }),
  ]);
  const isWanted = (labels: Record<string, string> | undefined, created: number): boolean => {
    const { id, owner } = runOf(labels);
    return wanted({ run: id, owner, ageMs: Date.now() - created });
  };
  // Podman has no list where there are none, and the types lack when a volume was created
  const volumes = (Volumes ?? []) as ((typeof Volumes)[number] & { CreatedAt?: string })[];
  await Promise.all([
    ...volumes
      .filter(({ Labels, CreatedAt = '' }) => isWanted(Labels, Date.parse(CreatedAt)))
      .map(({ Name }) => engine.getVolume(Name).remove({ force: true }).catch(ignoreRemoved)),
    ...images
      .filter(({ Labels, Created }) => isWanted(Labels, Created * 1000))
      .map(({ Id }) => engine.getImage(Id).remove({ force: true }).catch(ignoreRemoved)),
  ]);
}

function describe(
  kind: OwnObject['kind'],
  name: string,
  labels: Record<string, string> | undefined,
  created: number,
): OwnObject {
  const { id, owner } = runOf(labels);
  return { kind, name, run: id, owner, ageMs: Date.now() - created };
}

function isGone({ owner, ageMs }: Pick<OwnObject, 'owner' | 'ageMs'>): boolean {
  const state = stateOf(owner);
  return state === 'gone' || (state === 'elsewhere' && ageMs > FOREIGN_RUN_LIMIT_MS);
}

/** How long a container is removed again while another one that shares its network is being removed, too. */
const DEPENDENT_PACE = { limitMs: 10_000, intervalMs: 50 };

/** Podman removes no container while there is a probe in its network. */
function hasDependents(error: unknown): boolean {
  return /has dependent containers/.test(errorText(error));
}

/** Throws with the status 403 where a container was connected to a network in between. */
async function remove(engine: Dockerode, objects: readonly OwnObject[]): Promise<void> {
  const containers = objects.filter(({ kind }) => kind === 'container');
  const networks = objects.filter(({ kind }) => kind === 'network');
  const removeAll = (some: readonly OwnObject[]): Promise<void[]> =>
    Promise.all(some.map(({ name }) => retry(DEPENDENT_PACE, () => removeContainer(engine, name), hasDependents)));
  await removeAll(containers.filter(({ run }) => run !== ON_HOST));
  // a script in one of these, which connects a container that is removed now, takes its interface away
  await removeAll(containers.filter(({ run }) => run === ON_HOST));
  await Promise.all(networks.map(({ name }) => removeNetwork(engine, name)));
}

/** Removes a container, running or not; it may be removed already, or just now. */
export async function removeContainer(engine: Dockerode, id: string): Promise<void> {
  await engine.getContainer(id).remove({ force: true, v: true }).catch(ignoreRemoved);
}

/** The removal of a network takes a while: a swarm informs its nodes one after another. */
const NETWORK_PACE = { limitMs: 10_000, intervalMs: 50 };

/** Removes a network by its name, and waits until the engine no longer has it; it may be removed already. */
export async function removeNetwork(engine: Dockerode, name: string): Promise<void> {
  await retry(NETWORK_PACE, () => engine.getNetwork(name).remove(), isHeldByTask).catch(ignoreRemoved);
  await latest(
    NETWORK_PACE,
    () => exists(engine, name),
    (isThere) => !isThere,
  );
}

/** A swarm ends the attachment of a container a moment after its removal. */
function isHeldByTask(error: unknown): boolean {
  return /is in use by task/.test(errorText(error));
}

async function exists(engine: Dockerode, name: string): Promise<boolean> {
  try {
    await engine.getNetwork(name).inspect();
    return true;
  } catch (error) {
    if (errorCode(error) === 404) return false;
    throw error;
  }
}

/** For a network that is being removed, the error is "not found" with the status 500. */
function ignoreRemoved(error: unknown): void {
  const code = errorCode(error);
  if (code === 500 && /not found/.test(errorText(error))) return;
  if (code !== 404 && code !== 409) throw error;
}
