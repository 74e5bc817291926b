import type { ContainerCreateOptions } from 'dockerode';
import { engineClient } from '../engine/client.ts';
import { currentRun, labelsOf } from '../engine/run.ts';
import { removeContainer } from '../engine/sweep.ts';
import { toolkit } from '../engine/toolkit.ts';
import { errorCode, errorText } from '../engine/user-error.ts';
import { roleImages } from '../images/roles.ts';
import type { ContainerDeclaration } from './declare.ts';
import { RunningContainer } from './running.ts';
import { serverOf } from './servers.ts';
import { UntilServing } from './serving.ts';

/** How long a server may take until it answers; the real Grafana sets up its database first. */
const READY_LIMIT_MS = 60_000;

/** A container to start. */
export interface Starting {
  readonly name: string;
  readonly engineName: string;
  readonly identity: string;
  readonly declaration: ContainerDeclaration;
  /** The network's name on the engine, or the predefined mode. */
  readonly networkName: string;
}

/** Starts one container by testcontainers and waits until its server answers. Throws, and leaves nothing, where it cannot. */
export async function startContainer(starting: Starting): Promise<RunningContainer> {
  await engineClient();
  const { declaration, identity } = starting;
  const server = serverOf(declaration, identity);
  const { PullPolicy } = toolkit().testcontainers;
  let id: string | undefined;
  const container = new (scenarioContainer())(
    roleImages()[declaration.role].reference,
    createOptions(starting),
    (created) => {
      id = created;
    },
  )
    .withName(starting.engineName)
    .withLabels(labelsOf(currentRun()))
    .withEnvironment(server.environment)
    .withPullPolicy(PullPolicy.neverPull())
    .withAutoCleanup(false)
    .withWaitStrategy(new UntilServing(server.ready, READY_LIMIT_MS));
  if (server.command) container.withCommand([...server.command]);
  try {
    const started = await container.start();
    return new RunningContainer({ ...starting, id: started.getId(), server });
  } catch (error) {
    if (id) await removeContainer(await engineClient(), id);
    if (errorCode(error) === undefined)
      throw new Error(`the container ${starting.name} did not start: ${errorText(error)}`, { cause: error });
    throw error;
  }
}

/**
 * What testcontainers' own builder cannot say. Its aliases would attach the default bridge as well, its exposed ports
 * are published ones, and on all addresses only.
 */
function createOptions({ declaration, networkName }: Starting): CreateOptions {
  const { alias, publish, expose } = declaration;
  const ports = [publish, expose].filter((port) => port !== undefined).map((port) => `${port}/tcp`);
  return {
    networkMode: networkName,
    endpoint: alias === undefined ? {} : { Aliases: [alias] },
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    PortBindings: publish === undefined ? {} : { [`${publish}/tcp`]: [{ HostIp: '', HostPort: '' }] },
  };
}

interface CreateOptions {
  readonly networkMode: string;
  readonly endpoint: { Aliases?: string[] };
  readonly ExposedPorts: NonNullable<ContainerCreateOptions['ExposedPorts']>;
  readonly PortBindings: Record<string, { HostIp: string; HostPort: string }[]>;
}

/** testcontainers' container with our create options; a function, since the class comes with the toolkit. */
function scenarioContainer() {
  return class extends toolkit().testcontainers.GenericContainer {
    private readonly onCreated: (id: string) => void;

    constructor(image: string, options: CreateOptions, onCreated: (id: string) => void) {
      super(image);
      this.onCreated = onCreated;
      this.networkMode = options.networkMode;
      this.createOpts.ExposedPorts = options.ExposedPorts;
      this.hostConfig.PortBindings = options.PortBindings;
      if (options.endpoint.Aliases) {
        this.createOpts.NetworkingConfig = { EndpointsConfig: { [options.networkMode]: options.endpoint } };
      }
    }

    protected override async containerCreated(id: string): Promise<void> {
      this.onCreated(id);
    }
  };
}
