import { AsyncLocalStorage } from 'node:async_hooks';
import type Dockerode from 'dockerode';
import { withinRequestLimit, limitRequests } from './request-limit.ts';
import { toolkit } from './toolkit.ts';

/** testcontainers' latest inspect of each container, by id, which saves a second request. */
const inspected = new Map<string, Dockerode.ContainerInspectInfo>();

/** How long an engine may take to begin its answer; the start of a container on a busy machine takes longest. */
const ANSWER_TIMEOUT_MS = 60_000;

/** The part of testcontainers' client that inspects containers; all spec files of a process share it. */
interface Inspecting {
  inspect(container: Dockerode.Container): Promise<Dockerode.ContainerInspectInfo>;
  /** Its own inspect, which hides nothing. */
  wholeInspect?: Inspecting['inspect'];
}

let opening: Promise<Dockerode> | undefined;

/**
 * testcontainers' own client of the engine, so that both use the same engine.
 *
 * testcontainers waits up to 10 s for every requested port binding, and throws without it, or where a port is bound on one
 * version of IP only. Whether and where a port is bound is what the suite tests, so that it is hidden from testcontainers.
 */
export function engineClient(): Promise<Dockerode> {
  opening ??= open();
  return opening;
}

/** The engine for testcontainers, where it is not the run's. */
const current = new AsyncLocalStorage<Dockerode>();

/** Does `work` with testcontainers on this engine: by default it uses one for the whole process. */
export async function onEngine<T>(engine: Dockerode, work: () => Promise<T>): Promise<T> {
  await engineClient();
  return current.run(engine, work);
}

async function open(): Promise<Dockerode> {
  const finding = toolkit().testcontainers.getContainerRuntimeClient();
  const client = await withinRequestLimit('the request for its version', finding, ANSWER_TIMEOUT_MS);
  const own = client.container.dockerode;
  assertSameEngine(own);
  limitRequests(own, ANSWER_TIMEOUT_MS);
  for (const part of [client.container, client.image]) {
    Object.defineProperty(part, 'dockerode', { get: () => current.getStore() ?? own });
  }
  const inspecting: Inspecting = client.container;
  const whole = inspecting.wholeInspect ?? inspecting.inspect.bind(inspecting);
  inspecting.wholeInspect = whole;
  inspecting.inspect = async (container) => {
    const info = await whole(container);
    inspected.set(info.Id, info);
    const { HostConfig, NetworkSettings } = info;
    return {
      ...info,
      HostConfig: { ...HostConfig, PortBindings: {} },
      NetworkSettings: { ...NetworkSettings, Ports: {} },
    };
  };
  return own;
}

/** Where the run's engine does not answer, testcontainers would use another one that it finds. */
function assertSameEngine(found: Dockerode): void {
  const named = process.env['DOCKER_HOST'] ?? '';
  const { protocol, hostname, pathname } = new URL(named);
  // a URL does not keep the dots in a pipe's path
  if (protocol === 'npipe:') return;
  const { host, socketPath } = found.modem as { host?: string; socketPath?: string };
  if (hostname === '' ? socketPath !== pathname : host !== hostname)
    throw new Error(`the engine at ${named} no longer answers`);
}

/** The inspect of a container right after its start. */
export function inspectedAtStart(id: string): Dockerode.ContainerInspectInfo {
  const info = inspected.get(id);
  if (!info) throw new Error(`container ${id} was not started by this process`);
  return info;
}
