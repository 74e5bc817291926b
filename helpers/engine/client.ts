import { AsyncLocalStorage } from 'node:async_hooks';
import type Dockerode from 'dockerode';
import { toolkit } from './toolkit.ts';

/** What testcontainers inspected last, by container id: its start asks the engine once, and we need not ask again. */
const inspected = new Map<string, Dockerode.ContainerInspectInfo>();

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
  const client = await toolkit().testcontainers.getContainerRuntimeClient();
  const own = client.container.dockerode;
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

/** The state of a container as the engine told it right after its start; never what changed later. */
export function inspectedAtStart(id: string): Dockerode.ContainerInspectInfo {
  const info = inspected.get(id);
  if (!info) throw new Error(`container ${id} was not started by this process`);
  return info;
}
