import { createServer } from 'node:net';
import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import { untilAPortIsFree } from '../engine/chosen-port.ts';
import { onEngine } from '../engine/client.ts';
import { currentRun, labelsOf } from '../engine/run.ts';
import { removeContainer } from '../engine/sweep.ts';
import { toolkit } from '../engine/toolkit.ts';
import { errorCode, errorText } from '../engine/user-error.ts';
import { type ContainerDeclaration, aliasesOf } from './declare.ts';
import type { Host } from './hosts.ts';
import { RunningContainer, type RunningNetwork } from './running.ts';
import { LOG_DRIVER, serverOf } from './servers.ts';
import { READY_LIMIT_MS, UntilServing } from './serving.ts';

/** A container to start. */
export interface Starting {
  readonly name: string;
  readonly engineName: string;
  readonly identity: string;
  readonly declaration: ContainerDeclaration;
  /** The network's name on the engine, or the predefined mode. */
  readonly networkName: string;
  /** What it is connected to once it runs. */
  readonly alsoOn: readonly Connection[];
  /** The addresses of its resolvers; its engine's own choice where there are none. */
  readonly dns: readonly string[];
  /** The engine that is to run it. */
  readonly host: Host;
}

/** One more network of a container, and its aliases there. */
export interface Connection {
  readonly network: RunningNetwork;
  readonly aliases: readonly string[];
}

/** Starts one container by testcontainers and waits until its server answers. Throws, and leaves nothing, where it cannot. */
export function startContainer(starting: Starting): Promise<RunningContainer> {
  return onEngine(starting.host.engine, async () => {
    if (!isPortChosen(starting.declaration)) return start(starting);
    const { started, starts } = await untilAPortIsFree(() => start(starting));
    started.starts = starts;
    return started;
  });
}

/** Whether a port is published at a host port that the engine chooses. */
function isPortChosen({ publish, publishUdp, publishAt }: ContainerDeclaration): boolean {
  return (publish !== undefined || publishUdp !== undefined) && publishAt === undefined;
}

async function start(starting: Starting): Promise<RunningContainer> {
  const { declaration, identity, host } = starting;
  const onHost = declaration.on.kind === 'predefined' && declaration.on.mode === 'host';
  const server = serverOf(declaration, identity, onHost ? await freePort() : undefined);
  const { PullPolicy } = toolkit().testcontainers;
  let id: string | undefined;
  const container = new (scenarioContainer())(
    host.images[declaration.role].reference,
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
  if (server.user !== undefined) container.withUser(server.user);
  const [entrypoint, ...command] = server.command ?? [];
  if (entrypoint !== undefined) container.withEntrypoint([entrypoint]).withCommand(command);
  try {
    const started = await container.start();
    const running = new RunningContainer({ ...starting, id: started.getId(), server, engine: host.engine });
    for (const { network, aliases } of starting.alsoOn) await running.connect(network, aliases);
    return running;
  } catch (error) {
    if (id) await removeContainer(host.engine, id);
    if (errorCode(error) === undefined)
      throw new Error(`the container ${starting.name} did not start: ${errorText(error)}`, { cause: error });
    throw error;
  }
}

/** A port that nobody on the host listens on: this process is in its network where a container of a scenario is. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * What testcontainers' own builder cannot say. Its aliases would attach the default bridge as well, its exposed ports
 * are published ones, and on all addresses only.
 */
function createOptions({ declaration, networkName, dns }: Starting): CreateOptions {
  const { publish, publishOn = hostAddresses(declaration), publishAt = '', publishUdp, expose, capDrop } = declaration;
  const { hostname, dnsSearch, dnsOption, addHost = {} } = declaration;
  const aliases = aliasesOf(declaration);
  const published = [...portOf(publish, 'tcp'), ...portOf(publishUdp, 'udp')];
  const ports = [...published, ...portOf(expose, 'tcp')];
  return {
    networkMode: networkName,
    endpoint: aliases.length === 0 ? {} : { Aliases: [...aliases] },
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    PortBindings: Object.fromEntries(
      published.map((port) => [port, [publishOn].flat().map((HostIp) => ({ HostIp, HostPort: String(publishAt) }))]),
    ),
    names: {
      ...(dns.length > 0 ? { Dns: [...dns] } : {}),
      ...(dnsSearch === undefined ? {} : { DnsSearch: [dnsSearch] }),
      ...(dnsOption === undefined ? {} : { DnsOptions: [dnsOption] }),
      ExtraHosts: Object.entries(addHost).map(([name, address]) => `${name}:${address}`),
    },
    ...(hostname === undefined ? {} : { hostname }),
    CapDrop: capDrop === undefined ? [] : [capDrop],
    usernsMode: networkName === 'host' && currentRun().engine.settings.usernsRemap ? 'host' : undefined,
  };
}

/** Where a port is published whose address is not said: on all, and so in words where the user made it another. */
function hostAddresses({ at }: ContainerDeclaration): string | readonly string[] {
  const { settings, surroundings } = currentRun().engine;
  const { defaultBridge, networkDefaults = {} } = settings;
  const chosen = [
    defaultBridge === 'none' ? '' : defaultBridge.hostBinding,
    networkDefaults['com.docker.network.bridge.host_binding_ipv4'] ?? '',
  ];
  if (at || chosen.every((address) => address === '' || address === ALL_ADDRESSES)) return '';
  return surroundings.ipv6 === false ? ALL_ADDRESSES : [ALL_ADDRESSES, '::'];
}

const ALL_ADDRESSES = '0.0.0.0';

function portOf(port: number | undefined, protocol: 'tcp' | 'udp'): string[] {
  return port === undefined ? [] : [`${port}/${protocol}`];
}

interface CreateOptions {
  readonly networkMode: string;
  readonly endpoint: { Aliases?: string[] };
  readonly ExposedPorts: NonNullable<ContainerCreateOptions['ExposedPorts']>;
  readonly PortBindings: Record<string, { HostIp: string; HostPort: string }[]>;
  readonly names: Pick<HostConfig, 'Dns' | 'DnsSearch' | 'DnsOptions' | 'ExtraHosts'>;
  readonly hostname?: string;
  readonly CapDrop: string[];
  /** `host`: root in the container is root on the host, though the engine maps it to another user elsewhere. */
  readonly usernsMode: 'host' | undefined;
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
      const LogConfig = { Type: LOG_DRIVER, Config: {} };
      Object.assign(this.hostConfig, { PortBindings: options.PortBindings, LogConfig }, options.names);
      if (options.hostname !== undefined) this.createOpts.Hostname = options.hostname;
      if (options.CapDrop.length > 0) this.hostConfig.CapDrop = options.CapDrop;
      if (options.usernsMode) this.hostConfig.UsernsMode = options.usernsMode;
      if (options.endpoint.Aliases) {
        this.createOpts.NetworkingConfig = { EndpointsConfig: { [options.networkMode]: options.endpoint } };
      }
    }

    protected override async containerCreated(id: string): Promise<void> {
      this.onCreated(id);
    }
  };
}
