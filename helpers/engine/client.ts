import { AsyncLocalStorage } from 'node:async_hooks';
import type Dockerode from 'dockerode';
import { withinRequestLimit, limitRequests } from './request-limit.ts';
import { toolkit } from './toolkit.ts';

/** What testcontainers inspected last, by container id: its start asks the engine once, and we need not ask again. */
const inspected = new Map<string, Dockerode.ContainerInspectInfo>();

/** How long an engine may take to begin an answer; starting a container on a busy machine is the longest. */
const ANSWER_TIMEOUT_MS = 20_000;

let opening: Promise<Dockerode> | undefined;

/**
 * The engine, through testcontainers' own client: both see the same one.
 *
 * testcontainers waits up to 10 s for every port binding that was asked for, and throws when one does not come. Whether
 * a port is bound is what the suite is here to find out, so that testcontainers is shown no request.
 */
export function engineClient(): Promise<Dockerode> {
  opening ??= open();
  return opening;
}

/** The engine that testcontainers is to mean now, where it is another than the run's. */
const meant = new AsyncLocalStorage<Dockerode>();

/** Does `work`, in which testcontainers means this engine: by itself it knows one for a whole process. */
export async function onEngine<T>(engine: Dockerode, work: () => Promise<T>): Promise<T> {
  await engineClient();
  return meant.run(engine, work);
}

async function open(): Promise<Dockerode> {
  const finding = toolkit().testcontainers.getContainerRuntimeClient();
  const client = await withinRequestLimit('what it is', finding, ANSWER_TIMEOUT_MS);
  const own = client.container.dockerode;
  refuseAnother(own);
  limitRequests(own, ANSWER_TIMEOUT_MS);
  for (const part of [client.container, client.image]) {
    Object.defineProperty(part, 'dockerode', { get: () => meant.getStore() ?? own });
  }
  const inspect = client.container.inspect.bind(client.container);
  client.container.inspect = async (container) => {
    const info = await inspect(container);
    inspected.set(info.Id, info);
    return { ...info, HostConfig: { ...info.HostConfig, PortBindings: {} } };
  };
  return own;
}

/** Where the run's engine does not answer, testcontainers takes another one that it finds: that one would be judged. */
function refuseAnother(found: Dockerode): void {
  const named = process.env['DOCKER_HOST'] ?? '';
  const { protocol, hostname, pathname } = new URL(named);
  // a pipe's path has dots that a URL does not keep
  if (protocol === 'npipe:') return;
  const { host, socketPath } = found.modem as { host?: string; socketPath?: string };
  if (hostname === '' ? socketPath !== pathname : host !== hostname)
    throw new Error(`the engine at ${named} does not answer any more`);
}

/** The state of a container as the engine told it right after its start; never what changed later. */
export function inspectedAtStart(id: string): Dockerode.ContainerInspectInfo {
  const info = inspected.get(id);
  if (!info) throw new Error(`container ${id} was not started by this process`);
  return info;
}
