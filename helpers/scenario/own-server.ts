import type Dockerode from 'dockerode';
import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import { removeContainer } from '../engine/sweep.ts';
import { LOG_DRIVER, type ServerSetup } from './servers.ts';
import { UntilServing } from './serving.ts';

/** A container with a server that is no part of a scenario as users would declare it, and where it is. */
export interface OwnServer {
  /** Its name, which is its identity as well. */
  readonly name: string;
  readonly image: string;
  readonly labels: Record<string, string>;
  readonly server: Pick<ServerSetup, 'environment' | 'command' | 'ready'>;
  readonly host: HostConfig;
  readonly ports?: ContainerCreateOptions['ExposedPorts'];
}

/** Starts it as root, and waits until its server is ready. Removes it and throws where that fails. */
export async function startOwnServer(
  engine: Dockerode,
  { name, image, labels, server, host, ports }: OwnServer,
  readyLimitMs: number,
): Promise<Dockerode.Container> {
  const [entrypoint = 'sh', ...Cmd] = server.command ?? [];
  const container = await engine.createContainer({
    name,
    Image: image,
    Entrypoint: [entrypoint],
    Cmd,
    User: '0',
    Env: Object.entries(server.environment).map(([variable, value]) => `${variable}=${value}`),
    Labels: labels,
    ...(ports ? { ExposedPorts: ports } : {}),
    HostConfig: { LogConfig: { Type: LOG_DRIVER, Config: {} }, ...host },
  });
  try {
    await container.start();
    await new UntilServing(server.ready, readyLimitMs).waitUntilReady(container);
  } catch (error) {
    await removeContainer(engine, container.id);
    throw error;
  }
  return container;
}
