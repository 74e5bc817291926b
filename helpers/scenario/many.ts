import type Dockerode from 'dockerode';
import { currentRun, labelsOf } from '../engine/run.ts';
import type { RunningEngineHost } from './hosts.ts';
import { nginx } from './declare.ts';
import { type HostPortRange, drawnPorts, printHostPorts } from './ports.ts';
import { RunningContainer, RunningNetwork } from './running.ts';
import { type Refused, refusalOf } from './running/refused.ts';
import { nginxServer, socketsOf } from './servers.ts';
import { READY_LIMIT_MS, UntilServing } from './serving.ts';
import { recordStep } from './steps.ts';
import { sysctlsOf } from './sysctls.ts';

/** Numbers what is created on the hosts of a scenario. */
let created = 0;

/** As the names of a scenario's parts: `dnc-RUN-NUMBER-network1`. */
const nextName = (name: string): string => `dnc-${currentRun().id}-${++created}-${name}`;

/** A network, and how long its creation took. */
export interface CreatedNetwork {
  readonly network: RunningNetwork;
  readonly tookMs: number;
}

/** A /26 for each of 1024 networks: the address pools of Docker Engine are enough for 31. */
const subnetOf = (index: number): string => `10.200.${index >> 2}.${(index & 3) * 64}/26`;

/**
 * Creates bridge networks on a host of the scenario, one after another, each with a small subnet of its own. They are not
 * removed: they end with the host.
 */
export async function createMany({ engine, name }: RunningEngineHost, count: number): Promise<CreatedNetwork[]> {
  const made: CreatedNetwork[] = [];
  for (let index = 0; index < count; index++) {
    const subnet = subnetOf(created);
    const options = optionsOf(nextName(`network${index + 1}`), subnet);
    const started = performance.now();
    // oxlint-disable-next-line no-await-in-loop
    await engine.createNetwork(options);
    made.push({
      network: new RunningNetwork(`network${index + 1}`, options, engine, subnet),
      tookMs: performance.now() - started,
    });
  }
  recordStep({ line: `# on the host ${name}: create ${count} bridge networks, each with a /26 of its own` });
  return made;
}

function optionsOf(Name: string, Subnet: string): Dockerode.NetworkCreateOptions {
  const IPAM = { Driver: 'default', Config: [{ Subnet }] };
  return { Name, Driver: 'bridge', CheckDuplicate: true, IPAM, Labels: labelsOf(currentRun()) };
}

/** The answers to many requests for one network name, and the networks that were created. */
interface SameName {
  readonly networkName: string;
  readonly answers: readonly (Refused | { readonly kind: 'created' })[];
  readonly networks: readonly RunningNetwork[];
}

/** Requests the same network name `count` times at once. Returns the answer to each request. */
export async function tryCreateMany({ engine, name }: RunningEngineHost, count: number): Promise<SameName> {
  const networkName = nextName('twin');
  const networks: RunningNetwork[] = [];
  const create = async (subnet: string): Promise<Refused | { readonly kind: 'created' }> => {
    const options = optionsOf(networkName, subnet);
    const refusal = await refusalOf(async () => engine.createNetwork(options));
    if (refusal) return refusal;
    networks.push(new RunningNetwork('the network', options, engine, subnet));
    return { kind: 'created' };
  };
  const answers = await Promise.all(Array.from({ length: count }, () => subnetOf(created++)).map(create));
  recordStep({ line: `# on the host ${name}: ${count} requests at once for a network with the same name` });
  return { networkName, answers, networks };
}

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
  const container = await engine.createContainer({
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
  });
  await container.start();
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
