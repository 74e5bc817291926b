import type { AttemptDeclaration, ContainerDeclaration } from '../declare/container.ts';
import type { EndpointOptions } from '../declare/endpoint.ts';
import { isLanHost } from '../declare/hosts.ts';
import type { Host } from '../hosts.ts';
import { LOOPBACK } from '../listener.ts';
import type { HostPortRange } from '../ports.ts';
import { RunningContainer } from '../running/container.ts';
import type { RunningNetwork } from '../running/network.ts';
import type { ScenarioParts } from './scenario-parts.ts';

/** A container whose networks and host are running. */
export interface ContainerToStart {
  readonly name: string;
  readonly engineName: string;
  readonly identity: string;
  readonly declaration: ContainerDeclaration;
  /** The network's name on the engine, or the predefined mode. */
  readonly networkName: string;
  /** The same as `--network` has it: the network's ID where the declaration says so. */
  readonly networkMode: string;
  /** Its user-defined network; undefined on a predefined one, and on that of another container. */
  readonly network: RunningNetwork | undefined;
  /** The other networks that it is created on. */
  readonly others: readonly Connection[];
  /** The networks to connect it to once it runs. */
  readonly connections: readonly Connection[];
  /** The addresses of its DNS servers; empty for the engine's default. */
  readonly dns: readonly string[];
  /** Its links: `NAME:ALIAS`, with the name on the engine. */
  readonly links: readonly string[];
  /** The host addresses to publish on; undefined for the engine's default. */
  readonly publishOn: readonly string[] | undefined;
  /** The host ports to publish at; undefined where the engine chooses, and for one that is drawn at each start. */
  readonly hostPorts: HostPortRange | undefined;
  readonly host: Host;
}

interface Connection {
  readonly network: RunningNetwork;
  readonly options: EndpointOptions;
}

/** Starts what a container depends on: its networks, host and DNS servers. */
export async function containerToStart(
  declaration: ContainerDeclaration,
  part: ContainerDeclaration | AttemptDeclaration,
  parts: ScenarioParts,
): Promise<ContainerToStart> {
  const { on, at, alsoOn = [], after = [] } = declaration;
  const [host, joined, attached, dns, links, publishOn, hostPorts] = await Promise.all([
    parts.hostAt(at),
    on.kind === 'predefined' ? undefined : parts.startRequired(on.kind === 'shared' ? on.of : on),
    Promise.all(alsoOn.map(async (options) => ({ network: await parts.startRequired(options.on), options }))),
    dnsServersOf(declaration, parts),
    linksOf(declaration, parts),
    publishedOn(declaration, parts),
    parts.hostPortsOf(declaration),
    Promise.all([after].flat().map((earlier) => parts.startRequired(earlier))),
  ]);
  if (on.kind === 'network' && at) await parts.joinSwarm(at);
  const engineName = parts.engineNameOf(part);
  const shared = joined instanceof RunningContainer ? joined : undefined;
  const network = joined instanceof RunningContainer ? undefined : joined;
  const predefined = on.kind === 'predefined' ? on.mode : '';
  const networkName = shared ? `container:${shared.id}` : (network?.engineName ?? predefined);
  return {
    name: parts.nameOf(part),
    engineName,
    identity: engineName,
    declaration,
    networkName,
    networkMode: (network && (await idOf(network, declaration))) ?? networkName,
    network,
    others: attached.filter(({ options }) => options.atCreate),
    connections: attached.filter(({ options }) => !options.atCreate),
    dns,
    links,
    publishOn,
    hostPorts,
    host,
  };
}

/** The first digits of an ID, as `docker network ls` prints it. */
const SHORT_ID_DIGITS = 12;

/** The ID of a container's network, where it is to be created on that; undefined where it has the name. */
async function idOf(
  { engine, engineName }: RunningNetwork,
  { networkBy }: ContainerDeclaration,
): Promise<string | undefined> {
  if (networkBy === undefined) return undefined;
  const { Id } = await engine.getNetwork(engineName).inspect();
  return networkBy === 'ID' ? Id : Id.slice(0, SHORT_ID_DIGITS);
}

async function linksOf({ links = {}, on }: ContainerDeclaration, parts: ScenarioParts): Promise<readonly string[]> {
  const linked = Object.entries(links).map(async ([alias, to]) => {
    if (typeof to === 'string') return `${to}:${alias}`;
    if (on.kind !== 'network') await parts.startRequired(to);
    return `${parts.engineNameOf(to)}:${alias}`;
  });
  return Promise.all(linked);
}

/** Where there is no such LAN host, and so no behaviour that sends requests to the container, the port is closed to others. */
async function publishedOn(
  { publishOn }: ContainerDeclaration,
  parts: ScenarioParts,
): Promise<readonly string[] | undefined> {
  if (!isLanHost(publishOn)) return publishOn === undefined ? undefined : [publishOn].flat();
  return [(await parts.start(publishOn))?.engineAddress ?? LOOPBACK];
}

/** Without the LAN hosts that cannot be started here: the behaviours that need them are unsupported. */
async function dnsServersOf({ dns = [] }: ContainerDeclaration, parts: ScenarioParts): Promise<readonly string[]> {
  const addresses = await Promise.all(
    dns.map(async (server) => (typeof server === 'string' ? server : (await parts.start(server))?.address)),
  );
  return addresses.filter((address) => address !== undefined);
}
