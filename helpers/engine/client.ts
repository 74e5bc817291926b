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

async function open(): Promise<Dockerode> {
  const client = await toolkit().testcontainers.getContainerRuntimeClient();
  const inspect = client.container.inspect.bind(client.container);
  client.container.inspect = async (container) => {
    const info = await inspect(container);
    inspected.set(info.Id, info);
    return { ...info, HostConfig: { ...info.HostConfig, PortBindings: {} } };
  };
  return client.container.dockerode;
}

/** The state of a container as the engine told it right after its start; never what changed later. */
export function inspectedAtStart(id: string): Dockerode.ContainerInspectInfo {
  const info = inspected.get(id);
  if (!info) throw new Error(`container ${id} was not started by this process`);
  return info;
}
