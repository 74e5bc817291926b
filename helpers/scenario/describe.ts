import { quote } from '../engine/quote.ts';
import { roleImages } from '../images/roles.ts';
import {
  type ContainerDeclaration,
  type Declaration,
  type EngineHostDeclaration,
  type NetworkDeclaration,
  swarmMembers,
} from './declare.ts';
import { connecting, namingOptions } from './naming-by-hand.ts';
import { RunningContainer } from './running.ts';
import { serverOf } from './servers.ts';
import type { Member } from './start.ts';

type Declarations = Readonly<Record<string, Declaration>>;

/**
 * The commands that a person would type to build a scenario. A host with an engine of its own stands for the
 * DOCKER_HOST of it, in a variable of its name.
 */
export function byHand(declarations: Declarations): string[] {
  const names = new Map<unknown, string>(
    Object.entries(declarations).map(([name, declaration]) => [declaration, name]),
  );
  const nameOf = (declaration: unknown): string => names.get(declaration) ?? '';
  const named = Object.entries(declarations);
  const commands = [...named.filter(isHost), ...named.filter((one) => !isHost(one))].flatMap(([name, declaration]) => {
    switch (declaration.kind) {
      case 'network':
        return networkCommand(name, declaration, nameOf);
      case 'engine-host':
        return `${name}=… # the DOCKER_HOST of ${name}, a host with an engine of its own`;
      case 'neighbour':
        return `${name}_address=… # of ${name}, another host on the same link: a web server, and a resolver of names`;
      case 'network-plugin':
        return `# ${name}: fixtures/network-plugin/plugin.ts of this suite, its socket at /run/docker/plugins/${name}.sock`;
      case 'listener':
        return `# ${name}: a web server on ${declaration.everywhere ? 'all addresses' : '127.0.0.1'} of the machine`;
      case 'container':
        return runCommands(name, declaration, nameOf);
      case 'attempt':
        return runCommands(name, declaration.container, nameOf);
    }
  });
  const hosts = named.filter(isHost).length;
  return [...commands.slice(0, hosts), ...swarmCommands(swarmMembers(declarations), nameOf), ...commands.slice(hosts)];
}

function isHost([, { kind }]: readonly [string, Declaration]): boolean {
  return kind === 'engine-host';
}

type NameOf = (declaration: unknown) => string;

function docker(at: EngineHostDeclaration | undefined, nameOf: NameOf): string {
  return at ? `docker --host "$${nameOf(at)}"` : 'docker';
}

/** For hosts that are in no swarm yet. */
function swarmCommands([manager, ...workers]: readonly EngineHostDeclaration[], nameOf: NameOf): string[] {
  if (!manager) return [];
  const first = docker(manager, nameOf);
  const token = `"$(${first} swarm join-token --quiet worker)"`;
  const address = `"$(${first} info --format '{{.Swarm.NodeAddr}}'):2377"`;
  const join = workers.map((worker) => `${docker(worker, nameOf)} swarm join --token ${token} ${address}`);
  return [`${first} swarm init`, ...join];
}

function networkCommand(name: string, declaration: NetworkDeclaration, nameOf: NameOf): string {
  const { driver, across, at, internal, subnet6, options = {}, beside } = declaration;
  const words = [
    ['--driver', typeof driver === 'string' ? driver : nameOf(driver)],
    driver === 'overlay' ? ['--attachable'] : [],
    internal ? ['--internal'] : [],
    subnet6 ? ['--ipv6', '--subnet', subnet6] : [],
    Object.entries(options).flatMap(([key, value]) => ['--opt', `${key}=${value}`]),
  ].flat();
  const command = `${docker(across[0] ?? at, nameOf)} network create ${words.map(quote).join(' ')}`;
  if (!beside) return `${command} ${quote(name)}`;
  const link = `of the host's card that leads to ${nameOf(beside)}, with a range that nobody else uses`;
  return `${command} --subnet "$SUBNET" --ip-range "$RANGE" --opt parent="$CARD" ${quote(name)} # ${link}`;
}

function runCommands(name: string, declaration: ContainerDeclaration, nameOf: NameOf): string[] {
  const { publish, publishOn, publishAt, publishUdp, expose, capDrop, role, on, at } = declaration;
  const { environment, command = [] } = serverOf(declaration, name);
  const words = [
    'run',
    '--detach',
    '--name',
    name,
    '--network',
    networkWord(on, nameOf),
    ...namingOptions(declaration, nameOf),
    ...(publish === undefined ? [] : publishWords(publishOn, publishAt, String(publish))),
    ...(publishUdp === undefined ? [] : publishWords(publishOn, publishAt, `${publishUdp}/udp`)),
    ...(expose === undefined ? [] : ['--expose', String(expose)]),
    ...(capDrop === undefined ? [] : ['--cap-drop', capDrop]),
    ...Object.entries(environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    roleImages()[role].reference,
    ...command,
  ];
  return [words, ...connecting(name, declaration, nameOf)].map(
    (line) => `${docker(at, nameOf)} ${line.map(asWord).join(' ')}`,
  );
}

/** A variable is left to the shell. */
function asWord(text: string): string {
  return text.startsWith('$') ? `"${text}"` : quote(text);
}

/** One option for each address that a port is published on, or one for all of them. */
function publishWords(on: ContainerDeclaration['publishOn'], at: number | undefined, port: string): string[] {
  if (on === undefined) return ['--publish', at === undefined ? port : `${at}:${port}`];
  const addresses = [on].flat().map((address) => (address.includes(':') ? `[${address}]` : address));
  return addresses.flatMap((address) => ['--publish', `${address}:${at ?? ''}:${port}`]);
}

/** What `--network` is given. */
function networkWord(on: ContainerDeclaration['on'], nameOf: NameOf): string {
  if (on.kind === 'predefined') return on.mode;
  return on.kind === 'shared' ? `container:${nameOf(on.of)}` : nameOf(on);
}

/** The hosts, networks and containers of a scenario as they ran, with the addresses and ports that they got. */
export interface Topology {
  /** Those that the scenario has beside the engine's own. */
  readonly hosts: readonly HostInTopology[];
  readonly networks: readonly { readonly name: string; readonly driver: string }[];
  readonly containers: readonly ContainerInTopology[];
}

interface HostInTopology {
  readonly name: string;
  /** Whether it has an engine of its own. */
  readonly engine: boolean;
  /** Its address on the link between the hosts, where the suite made that. */
  readonly address?: string;
}

interface EndpointInTopology {
  readonly address: string;
  readonly aliases: readonly string[];
  /** The address of the network's bridge on the host, where it has one. */
  readonly gateway?: string;
}

interface ContainerInTopology {
  readonly name: string;
  /** The host that it runs at; the engine's own where nothing is said. */
  readonly host?: string;
  readonly role: string;
  readonly image: string;
  /** Whether the image only answers as the real program does. */
  readonly standIn: boolean;
  readonly identity: string;
  readonly networks: Readonly<Record<string, EndpointInTopology>>;
  readonly ports: Readonly<Record<string, readonly string[]>>;
}

/** Describes a running scenario. */
export function topologyOf(declarations: Declarations, members: Readonly<Record<string, Member>>): Topology {
  const networks = Object.entries(declarations).flatMap(([name, declaration]) =>
    declaration.kind === 'network' ? [{ name, driver: driverName(declaration) }] : [],
  );
  const containers = Object.values(members)
    .map((member) => ('container' in member ? member.container : member))
    .filter((member) => member instanceof RunningContainer);
  const nameOf = (wanted: EngineHostDeclaration): string | undefined =>
    Object.entries(declarations).find(([, declaration]) => declaration === wanted)?.[0];
  return {
    hosts: Object.values(members).flatMap(describeHost),
    networks,
    containers: containers.map((container) => {
      const host = container.declaration.at && nameOf(container.declaration.at);
      return Object.assign(describeContainer(container), host ? { host } : {});
    }),
  };
}

function describeHost(member: Member): HostInTopology[] {
  if (!('kind' in member)) return [];
  if (member.kind === 'neighbour') return [{ name: member.name, engine: false, address: member.host.card.address }];
  if (member.kind !== 'engine-host') return [];
  const { name, lab } = member;
  return [{ name, engine: true, ...(lab ? { address: lab.card.address } : {}) }];
}

function driverName({ driver }: NetworkDeclaration): string {
  return typeof driver === 'string' ? driver : "the suite's network plugin";
}

function describeContainer({ name, identity, declaration, atStart }: RunningContainer): ContainerInTopology {
  const { Networks, Ports } = atStart.NetworkSettings;
  const { reference, standIn } = roleImages()[declaration.role];
  const networks = Object.entries(Networks).map(([network, endpoint]) => {
    const { IPAddress: address, Gateway: gateway } = endpoint;
    const aliases = (endpoint as { Aliases?: string[] }).Aliases ?? [];
    return [network, { address, aliases, ...(gateway ? { gateway } : {}) }] as const;
  });
  const ports = Object.entries(Ports).map(([port, bindings]) => {
    return [port, (bindings ?? []).map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}`)] as const;
  });
  return {
    name,
    role: declaration.role,
    image: reference,
    standIn,
    identity,
    networks: Object.fromEntries(networks),
    ports: Object.fromEntries(ports),
  };
}
