import type Dockerode from 'dockerode';
import { retryOnPortConflict } from '../engine/port-conflict.ts';
import { currentRun, labelsOf } from '../engine/run.ts';
import { removeContainer } from '../engine/sweep.ts';
import { nginx } from './declare.ts';
import type { RunningEngineHost } from './hosts.ts';
import { nextName } from './many-networks.ts';
import { type HostPortRange, drawnPorts, printHostPorts } from './ports.ts';
import { RunningContainer, type RunningNetwork } from './running.ts';
import { nginxServer, socketsOf } from './servers.ts';
import { READY_LIMIT_MS, UntilServing } from './serving.ts';
import { sysctlsOf } from './sysctls.ts';

/** The ports of a range, one by one. */
export function portsOf({ first, count }: HostPortRange): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

/** What `startMany` starts. */
export interface ManyOptions {
  readonly names: readonly string[];
  readonly alias?: string;
  /** Host ports that the containers publish at the same ports of their own; by default port 80 at an ephemeral one. */
  readonly range?: HostPortRange;
}

/**
 * Starts containers with nginx on a network of a host of the scenario, all at once, and waits until their servers answer.
 * They are not removed: they end with the host.
 */
export async function startMany(
  host: RunningEngineHost,
  network: RunningNetwork,
  { names, ...options }: ManyOptions,
): Promise<readonly RunningContainer[]> {
  return Promise.all(names.map((name) => startOne(host, network, name, options)));
}

async function startOne(
  { engine, images }: RunningEngineHost,
  { engineName: networkName }: RunningNetwork,
  name: string,
  { alias, range }: Omit<ManyOptions, 'names'>,
): Promise<RunningContainer> {
  const engineName = nextName(name);
  const declaration = nginx({ publish: 80 });
  const { tcp, udp } = socketsOf(declaration, { port: 80, ...drawnPorts });
  const server = nginxServer(engineName, { tcp: range ? [...tcp, printHostPorts(range)] : tcp, udp });
  const published = range ? portsOf(range) : [80];
  const [entrypoint = '', ...command] = server.command;
  const options: Dockerode.ContainerCreateOptions = {
    name: engineName,
    Image: images.nginx.reference,
    Env: Object.entries(server.environment).map(([key, value]) => `${key}=${value}`),
    Entrypoint: [entrypoint],
    Cmd: command,
    User: server.user,
    Labels: labelsOf(currentRun()),
    ExposedPorts: Object.fromEntries(published.map((port) => [`${port}/tcp`, {}])),
    HostConfig: {
      NetworkMode: networkName,
      Sysctls: { ...sysctlsOf(declaration) },
      PortBindings: Object.fromEntries(
        published.map((port) => [`${port}/tcp`, [{ HostPort: range ? String(port) : '' }]]),
      ),
    },
    NetworkingConfig: { EndpointsConfig: { [networkName]: alias === undefined ? {} : { Aliases: [alias] } } },
  };
  const start = async (): Promise<Dockerode.Container> => startCreated(engine, options);
  const container = range ? await start() : (await retryOnPortConflict(start)).started;
  await new UntilServing(server.ready, READY_LIMIT_MS).waitUntilReady(container);
  const inspected = await container.inspect();
  const setup = { ...server, port: 80, others: drawnPorts };
  return new RunningContainer({
    name,
    id: container.id,
    identity: engineName,
    declaration,
    engineName,
    networkName,
    hostPorts: range,
    engine,
    server: setup,
    inspected,
  });
}

/** Creates a container and starts it; one that does not start is removed: Podman draws its port when it is created. */
async function startCreated(
  engine: Dockerode,
  options: Dockerode.ContainerCreateOptions,
): Promise<Dockerode.Container> {
  const container = await engine.createContainer(options);
  try {
    await container.start();
    return container;
  } catch (error) {
    // the host is the scenario's own, and ends with its containers: the first error is the cause
    await removeContainer(engine, container.id).catch(() => undefined);
    throw error;
  }
}
