import type Dockerode from 'dockerode';

/** How many changed lines are printed. */
const CHANGES = 20;

/** What inspect returns of a container or a network. */
type Inspected = Readonly<Record<string, unknown>> & { readonly Id: string };

/** Everything that the engine knows of its containers, networks and volumes, as text to compare. */
export async function inspectAll(engine: Dockerode): Promise<string> {
  const [containers, networks, { Volumes }] = await Promise.all([
    engine.listContainers({ all: true }),
    engine.listNetworks(),
    engine.listVolumes(),
  ]);
  const inspected = await Promise.all([
    ...containers.map(({ Id }) => engine.getContainer(Id).inspect()),
    ...networks.map(({ Id }) => engine.getNetwork(Id).inspect()),
  ]);
  return comparable(
    inspected as unknown as Inspected[],
    (Volumes ?? []).map(({ Name }) => Name),
  );
}

/** The same text for the same objects, in whatever order they are listed. */
export function comparable(inspected: readonly Inspected[], volumes: readonly string[]): string {
  const byId = inspected.toSorted((one, other) => one.Id.localeCompare(other.Id)).map(withoutOwnChanges);
  return JSON.stringify({ byId, volumes: volumes.toSorted() }, undefined, 1);
}

/**
 * Podman's default network has no file: it is created anew, in memory, whenever Podman reads its folder of networks again, which
 * it does after any network was created or removed. Its time says nothing about the network; that of every other one is kept.
 */
function withoutOwnChanges(one: Inspected): Inspected {
  if (one['Name'] !== 'podman' || !('IPAM' in one)) return one;
  const { Created: _created, ...kept } = one;
  return kept;
}

/** The lines that are in one of two texts only. */
export function changeText(before: string, after: string): string {
  const lines = [...linesBeyond(after, before, '-'), ...linesBeyond(before, after, '+')];
  return ['inspect differs:', ...lines.slice(0, CHANGES)].join('\n');
}

function linesBeyond(one: string, other: string, sign: string): string[] {
  const known = new Set(one.split('\n'));
  const lines = other.split('\n').filter((line) => !known.has(line));
  return lines.map((line) => `${sign} ${line.trim()}`);
}
