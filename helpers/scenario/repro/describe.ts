import { roleImages } from '../../images/roles.ts';
import {
  type ContainerDeclaration,
  type Declaration,
  type EngineHostDeclaration,
  type NetworkDeclaration,
  swarmMembers,
} from '../declare.ts';
import {
  addressVariable,
  atDrawnPort,
  bareHostByHand,
  drawPort,
  drawPrefix6,
  engineHostByHand,
  listenerByHand,
  lanHostByHand,
  pluginByHand,
  readyByHand,
} from './hosts-by-hand.ts';
import { connecting, namingOptions } from './naming-by-hand.ts';
import { RunningContainer } from '../running.ts';
import { inRun, label, word } from './script.ts';
import { runWords, serverOf } from '../servers.ts';
import type { Member } from '../start.ts';

type Declarations = Readonly<Record<string, Declaration>>;

/**
 * The commands that a person would type to build a scenario, and the conditions without which they cannot be. A host
 * with an engine of its own is a variable of its name, which has its DOCKER_HOST.
 */
export function byHand(declarations: Declarations): string[] {
  const names = new Map<unknown, string>(
    Object.entries(declarations).map(([name, declaration]) => [declaration, name]),
  );
  const nameOf = (declaration: unknown): string => names.get(declaration) ?? '';
  const commands = (wanted: (declaration: Declaration) => boolean): string[] =>
    Object.entries(declarations).flatMap(([name, declaration]) =>
      wanted(declaration) ? commandsOf(name, declaration, nameOf, declarations) : [],
    );
  return [
    'RUN=repro-$$',
    ...commands(({ kind }) => kind === 'engine-host'),
    ...swarmCommands(swarmMembers(declarations), nameOf),
    ...commands(({ kind }) => kind === 'lan-host'),
    ...commands(({ kind }) => kind !== 'engine-host' && kind !== 'lan-host'),
  ];
}

function commandsOf(name: string, declaration: Declaration, nameOf: NameOf, all: Declarations): string[] {
  switch (declaration.kind) {
    case 'network':
      return networkCommands(name, declaration, nameOf);
    case 'engine-host':
      return engineHostByHand(name);
    case 'lan-host':
      return hasEngines(all) ? bareHostByHand(name) : lanHostByHand(name, isResolver(declaration, all));
    case 'network-plugin':
      return pluginByHand(name);
    case 'listener':
      return listenerByHand(name, declaration.everywhere);
    case 'container':
      return runCommands(name, declaration, nameOf);
    case 'attempt': {
      const lines = runCommands(name, declaration.container, nameOf);
      const run = lines.findIndex((line) => line.includes(' run --detach '));
      const then = lines.slice(run + 1).join('; ');
      return [...lines.slice(0, run), `if ${lines[run]}; then ${then}; fi # the engine may refuse it`];
    }
  }
}

/** Whether a scenario has hosts with engines of their own: then its neighbours are on their link. */
export function hasEngines(all: Declarations): boolean {
  return Object.values(all).some(({ kind }) => kind === 'engine-host');
}

/** Whether containers are given a LAN host as their resolver. */
export function isResolver(lanHost: Declaration, all: Declarations): boolean {
  return Object.values(all).some(
    (declared) => declared.kind === 'container' && declared.dns?.some((server) => server === lanHost),
  );
}

type NameOf = (declaration: unknown) => string;

/** The docker CLI of a host's engine; without a host, the one that the script runs with. */
export function docker(at: EngineHostDeclaration | undefined, nameOf: NameOf): string {
  return at ? `docker --host "$${nameOf(at)}"` : 'docker';
}

/** Makes a swarm of those hosts that are in none yet. */
function swarmCommands([manager, ...workers]: readonly EngineHostDeclaration[], nameOf: NameOf): string[] {
  if (!manager) return [];
  const first = docker(manager, nameOf);
  const token = `"$(${first} swarm join-token --quiet worker)"`;
  const address = `"$${addressVariable(nameOf(manager))}:2377"`;
  const enter = (host: EngineHostDeclaration, how: string): string => {
    const state = `"$(${docker(host, nameOf)} info --format '{{.Swarm.LocalNodeState}}')"`;
    const own = `--advertise-addr "$${addressVariable(nameOf(host))}"`;
    return `[ ${state} = active ] || { ${docker(host, nameOf)} swarm ${how} ${own}; ${nameOf(host)}_entered=1; }`;
  };
  const join = workers.map((worker) => enter(worker, `join --token ${token} ${address}`));
  return [enter(manager, 'init'), ...join];
}

function networkCommands(name: string, declaration: NetworkDeclaration, nameOf: NameOf): string[] {
  const { driver, across, at, internal, subnet6, options = {}, beside } = declaration;
  const words = [
    ['--driver', typeof driver === 'string' ? driver : inRun(nameOf(driver))],
    driver === 'overlay' ? ['--attachable'] : [],
    internal ? ['--internal'] : [],
    subnet6 ? ['--ipv6', '--subnet', `$${name}_subnet6`] : [],
    Object.entries(options).flatMap(([key, value]) => ['--opt', `${key}=${value}`]),
    label,
  ].flat();
  const command = `${docker(across[0] ?? at, nameOf)} network create ${words.map(word).join(' ')}`;
  // on the interface of the host that leads to a LAN host, with a range that nobody else uses
  const link = beside ? '--subnet "$link.0/24" --ip-range "$link.128/25" --opt "parent=dnc$$" ' : '';
  // not the one of the run, which may be there still
  const drawn = subnet6 ? [`${name}_subnet6=${drawPrefix6}:/64`] : [];
  return [...drawn, `${command} ${link}${word(inRun(name))}`];
}

function runCommands(name: string, declaration: ContainerDeclaration, nameOf: NameOf): string[] {
  const { publish, publishOn, publishAt, publishUdp, expose, capDrop, role, on, at } = declaration;
  const words = (port?: number): string[] => {
    return [
      'run',
      '--detach',
      '--name',
      inRun(name),
      ...label,
      '--network',
      networkWord(on, nameOf),
      ...namingOptions(declaration, nameOf),
      ...(publish === undefined ? [] : publishWords(publishOn, publishAt, String(publish))),
      ...(publishUdp === undefined ? [] : publishWords(publishOn, publishAt, `${publishUdp}/udp`)),
      ...(expose === undefined ? [] : ['--expose', String(expose)]),
      ...(capDrop === undefined ? [] : ['--cap-drop', capDrop]),
      ...runWords(serverOf(declaration, name.toLowerCase(), port), roleImages()[role].reference),
    ];
  };
  const own = docker(at, nameOf);
  const ready = readyByHand(name, serverOf(declaration, name).ready, own);
  const connected = connecting(name, declaration, nameOf).map((line) => `${own} ${line.map(word).join(' ')}`);
  if (on.kind !== 'predefined' || on.mode !== 'host')
    return [`${own} ${words().map(word).join(' ')}`, ready, ...connected];
  return [drawPort(name), `${own} ${atDrawnPort(name, words)}`, ready];
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
  return on.kind === 'shared' ? `container:${inRun(nameOf(on.of))}` : inRun(nameOf(on));
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
  if (member.kind === 'lan-host') return [{ name: member.name, engine: false, address: member.host.nic.address }];
  if (member.kind !== 'engine-host') return [];
  const { name, lab } = member;
  return [{ name, engine: true, ...(lab ? { address: lab.nic.address } : {}) }];
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
