import { ipForLan } from '../engine/host-access.ts';
import type { Instance } from '../engine/embedded/running.ts';
import type { Fingerprint } from '../engine/identify.ts';
import { inParallel } from '../engine/parallel.ts';
import { latest } from '../engine/poll.ts';
import type { ProbeContainers } from '../engine/probe-containers.ts';
import { errorText } from '../engine/user-error.ts';
import { parseOutput } from '../probe/devices.ts';
import { runInContainer } from '../probe/exec.ts';
import { type OpenLan, openLan } from '../stack/lan.ts';

import type { Vantage, VantagesById } from '../stack/requests.ts';
import type { HostVantage, Scene } from '../stack/scene.ts';
import { listenersCommand, parseListeners } from '../stack/sockets.ts';
import type { Stack, StackContainer } from '../stack/stack.ts';

/** How many probes an engine starts at once. */
const PROBES_AT_ONCE = 8;

/** How long programs that were started just now may take to listen, and how long nothing may change then. */
const SETTLE_PACE = { limitMs: 30_000, intervalMs: 1_000 };

/** Opens a LAN host beside the engine's host where something is published or a rule names it, else says why there is none. */
export async function lanBeside(
  embedded: Instance | undefined,
  { location }: Fingerprint,
  stack: Stack,
  isNamed: boolean,
): Promise<OpenLan | { readonly because: string }> {
  const publishes = stack.containers.some(({ bindings }) => bindings.length > 0);
  if (!publishes && !isNamed) return { because: 'nothing is published' };
  const { ip, because } = await ipForLan(embedded, location);
  if (!ip) return { because: `it needs root on the engine's host, and ${because}` };
  try {
    return await openLan(ip, embedded?.pid ?? process.pid);
  } catch (error) {
    return { because: errorText(error) };
  }
}

/** Starts a probe on the network of the engine's host. */
export async function hostBeside(probes: ProbeContainers, { settings }: Fingerprint): Promise<HostVantage> {
  const probe = await probes.onHost(settings.usernsRemap);
  const container: StackContainer = {
    id: probe.id,
    name: 'host',
    service: 'host',
    hostName: 'host',
    startedAt: '',
    attached: 'host',
    endpoints: [],
    bindings: [],
  };
  return { party: 'host', container, run: (command) => runInContainer(probe, command) };
}

type ContainerProbe = Vantage & { readonly container: StackContainer };

/** Starts a probe in the network of each container. */
export async function probesBeside(
  probes: ProbeContainers,
  containers: readonly StackContainer[],
): Promise<ContainerProbe[]> {
  const vantages: ContainerProbe[] = [];
  await inParallel(containers, PROBES_AT_ONCE, async (container) => {
    const probe = await probes.beside(container);
    vantages.push({ party: container.service, container, run: (command) => runInContainer(probe, command) });
  });
  return vantages;
}

/** The listening sockets in the network of each container, by its id. */
export async function listenersOf(vantages: VantagesById): Promise<Scene['listeners']> {
  const read = [...vantages].map(async ([id, { run, party }]) => {
    const result = await run(listenersCommand);
    return [id, parseOutput(result, `the sockets of ${party}`, parseListeners)] as const;
  });
  return new Map(await Promise.all(read));
}

/** The same once each port of `expected` has a listener and a second has changed nothing, or once that has taken too long. */
export async function settledListeners(
  vantages: VantagesById,
  expected: (party: string) => readonly { readonly kind: string; readonly port: number }[],
): Promise<Scene['listeners']> {
  let before = '';
  const isSettled = (listeners: Scene['listeners']): boolean => {
    const text = JSON.stringify([...listeners]);
    const isSame = text === before;
    before = text;
    return isSame && [...vantages].every(([id, { party }]) => hasAll(listeners.get(id) ?? [], expected(party)));
  };
  return latest(SETTLE_PACE, () => listenersOf(vantages), isSettled);
}

function hasAll(
  listeners: readonly { readonly transport: string; readonly port: number }[],
  expected: readonly { readonly kind: string; readonly port: number }[],
): boolean {
  return expected.every(({ kind, port }) => listeners.some((one) => one.transport === kind && one.port === port));
}
