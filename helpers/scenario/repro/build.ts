import { imageInScript } from '../../images/roles.ts';
import {
  type ContainerDeclaration,
  type Declaration,
  type EngineHostDeclaration,
  type NetworkDeclaration,
  swarmMembers,
} from '../declare.ts';
import {
  LAN,
  addressVariable,
  lanHostLines,
  needsBareHost,
  needsEngineHost,
  needsOfLanHost,
  needsOfPlugin,
  pluginLines,
} from './hosts.ts';
import { connecting, namingOptions } from './naming.ts';
import { type NginxNeeds, nginxLines, serverWords } from './nginx.ts';
import { hostVariable, inScript, plainName, variable, word } from './script.ts';

export type Declarations = Readonly<Record<string, Declaration>>;

/** What of a scenario a script builds, and how. */
export interface Plan {
  readonly declarations: Declarations;
  /** The port that a server on the host's own network answers on, by the name of its member. */
  readonly ports: ReadonlyMap<string, number>;
  /** Containers that the engine refused in the run. */
  readonly refused: ReadonlySet<string>;
  readonly large: boolean;
  /** Whether the LAN's IPv6 addresses are requested. */
  readonly lanIpv6: boolean;
}

/** The lines that end a script where a host or a program is not at hand. */
export function needsOf({ declarations }: Plan): string[] {
  return Object.entries(declarations).flatMap(([name, declared]) => {
    if (declared.kind === 'engine-host') return [needsEngineHost(name)];
    if (declared.kind === 'network-plugin') return [needsOfPlugin(name)];
    if (declared.kind !== 'lan-host') return [];
    return hasEngines(declarations) ? [needsBareHost(name)] : needsOfLanHost(name, isResolver(declared, declarations));
  });
}

/** The commands that a person would type to build a scenario: hosts first, then the rest as it is declared. */
export function buildLines(plan: Plan): string[] {
  const named = Object.entries(plan.declarations);
  const nameOf = nameIn(plan.declarations);
  const linesOf = (wanted: (declaration: Declaration) => boolean): string[] =>
    named.flatMap(([name, declared]) => (wanted(declared) ? memberLines(name, declared, plan, nameOf) : []));
  return [
    ...(named.some(([, declared]) => runsNginx(declared, plan.declarations)) ? nginxLines(nginxNeeds(plan)) : []),
    ...swarmLines(swarmMembers(plan.declarations), nameOf),
    ...linesOf(({ kind }) => kind === 'lan-host'),
    ...linesOf(({ kind }) => kind !== 'lan-host'),
    ...waitLines(plan, nameOf),
    // a container is connected to its other networks once it runs
    ...named.flatMap(([name, declared]) => connectLines(name, declared, nameOf)),
  ];
}

type NameOf = (declaration: unknown) => string;

/** What a declaration is called in a scenario. */
export function nameIn(declarations: Declarations): NameOf {
  const names = new Map<unknown, string>(Object.entries(declarations).map(([name, declared]) => [declared, name]));
  return (declaration) => names.get(declaration) ?? '';
}

/** Whether a scenario has hosts with engines of their own: then its LAN hosts are on their link. */
export function hasEngines(all: Declarations): boolean {
  return Object.values(all).some(({ kind }) => kind === 'engine-host');
}

/** Whether containers are given a LAN host as their DNS server. */
export function isResolver(lanHost: Declaration, all: Declarations): boolean {
  return Object.values(all).some((declared) => containerIn(declared)?.dns?.some((server) => server === lanHost));
}

/** The docker CLI of a host's engine; without a host, the one that the script runs with. */
export function docker(at: EngineHostDeclaration | undefined, nameOf: NameOf): string {
  return at ? `docker --host "$${hostVariable(nameOf(at))}"` : 'docker';
}

/** The container of a declaration, whether or not the engine may refuse it. */
export function containerIn(declared: Declaration | undefined): ContainerDeclaration | undefined {
  if (declared?.kind === 'attempt') return declared.container;
  return declared?.kind === 'container' ? declared : undefined;
}

/** Whether a declaration takes a server on this machine that the script starts as a container. */
function runsNginx(declared: Declaration, all: Declarations): boolean {
  if (declared.kind === 'listener') return true;
  return declared.kind === 'lan-host' ? !hasEngines(all) : containerIn(declared)?.role === 'nginx';
}

function nginxNeeds({ declarations, large }: Plan): NginxNeeds {
  const ports = Object.values(declarations).map((declared) => containerIn(declared)?.publishUdp);
  return { large, udp: ports.find((port) => port !== undefined) };
}

function memberLines(name: string, declared: Declaration, plan: Plan, nameOf: NameOf): string[] {
  switch (declared.kind) {
    case 'network':
      return [networkLine(name, declared, nameOf)];
    case 'engine-host':
      return [];
    case 'lan-host': {
      const isDns = isResolver(declared, plan.declarations);
      return hasEngines(plan.declarations) ? [] : lanHostLines(name, { isResolver: isDns, ipv6: plan.lanIpv6 });
    }
    case 'network-plugin':
      return pluginLines(name);
    case 'listener':
      return [listenerLine(name, declared.everywhere, plan)];
    case 'container':
      return [containerLine(name, declared, plan, nameOf)];
    case 'attempt':
      return [`${containerLine(name, declared.container, plan, nameOf)} || true # the engine may refuse it`];
  }
}

/** Makes a swarm of those hosts that are in none yet. */
function swarmLines([manager, ...workers]: readonly EngineHostDeclaration[], nameOf: NameOf): string[] {
  if (!manager) return [];
  const first = docker(manager, nameOf);
  const join = `join --token "$(${first} swarm join-token --quiet worker)" "$${addressVariable(nameOf(manager))}:2377"`;
  const enter = (host: EngineHostDeclaration, how: string): string => {
    const state = `"$(${docker(host, nameOf)} info --format '{{.Swarm.LocalNodeState}}')"`;
    const own = `--advertise-addr "$${addressVariable(nameOf(host))}"`;
    return `[ ${state} = active ] || { ${docker(host, nameOf)} swarm ${how} ${own} && ${swarmVariable(nameOf(host))}=1; }`;
  };
  return [enter(manager, 'init'), ...workers.map((worker) => enter(worker, join))];
}

/** The variable that says that the script has put a host in a swarm. */
export function swarmVariable(name: string): string {
  return variable(name, 'entered');
}

function networkLine(name: string, declaration: NetworkDeclaration, nameOf: NameOf): string {
  const { driver, across, at, internal, subnet6, options = {}, beside } = declaration;
  const words = [
    ['--driver', typeof driver === 'string' ? driver : inScript(nameOf(driver))],
    driver === 'overlay' ? ['--attachable'] : [],
    internal ? ['--internal'] : [],
    subnet6 ? ['--ipv6', '--subnet', subnet6] : [],
    // on the interface of the host that leads to the LAN host, with a range that nobody else uses
    beside ? ['--subnet', LAN.subnet, '--ip-range', LAN.range, '--opt', `parent=${LAN.interface}`] : [],
    Object.entries(options).flatMap(([key, value]) => ['--opt', `${key}=${value}`]),
    [inScript(name)],
  ].flat();
  return `${docker(across[0] ?? at, nameOf)} network create ${words.map(word).join(' ')}`;
}

function containerLine(name: string, declaration: ContainerDeclaration, { ports }: Plan, nameOf: NameOf): string {
  const { publish, publishOn, publishAt, publishUdp, expose, capDrop, on, at } = declaration;
  const words = [
    ['run', '-d', '--name', inScript(name)],
    networkWords(on, nameOf),
    namingOptions(declaration),
    publish === undefined ? [] : publishWords(publishOn, publishAt, String(publish)),
    publishUdp === undefined ? [] : publishWords(publishOn, publishAt, `${publishUdp}/udp`),
    expose === undefined ? [] : ['--expose', String(expose)],
    capDrop === undefined ? [] : ['--cap-drop', capDrop],
    serverWords(name, declaration, ports.get(name)),
  ].flat();
  return `${docker(at, nameOf)} ${words.map(word).join(' ')}`;
}

/** A server on this host, on its loopback address or on all: in the run, it was the test process itself. */
function listenerLine(name: string, everywhere: boolean, { ports, lanIpv6 }: Plan): string {
  const port = ports.get(name);
  const both = lanIpv6 ? ` listen [::]:${port};` : '';
  const listen = everywhere ? `listen ${port};${both}` : `listen 127.0.0.1:${port};`;
  const image = ['--entrypoint', 'sh', imageInScript('nginx'), '-c', '$NGINX', plainName(name), listen];
  return `docker run -d --name ${inScript(name)} --network host ${image.map(word).join(' ')}`;
}

/** One option for each address that a port is published on, or one for all of them. */
function publishWords(on: ContainerDeclaration['publishOn'], at: number | undefined, port: string): string[] {
  if (on === undefined) return ['-p', at === undefined ? port : `${at}:${port}`];
  const addresses = [on].flat().map((address) => (address.includes(':') ? `[${address}]` : address));
  return addresses.flatMap((address) => ['-p', `${address}:${at ?? ''}:${port}`]);
}

function networkWords(on: ContainerDeclaration['on'], nameOf: NameOf): string[] {
  if (on.kind === 'predefined') return ['--network', on.mode];
  return ['--network', on.kind === 'shared' ? `container:${inScript(nameOf(on.of))}` : inScript(nameOf(on))];
}

function connectLines(name: string, declared: Declaration, nameOf: NameOf): string[] {
  const container = containerIn(declared);
  if (!container) return [];
  return connecting(name, container, nameOf).map(
    (words) => `${docker(container.at, nameOf)} ${words.map(word).join(' ')}`,
  );
}

/** Waits until every server answers on its own loopback address. */
function waitLines({ declarations, ports, refused }: Plan, nameOf: NameOf): string[] {
  const servers = Object.entries(declarations).flatMap(([name, declared]) => {
    const container = containerIn(declared);
    const isServer =
      container || declared.kind === 'listener' || (declared.kind === 'lan-host' && !hasEngines(declarations));
    if (!isServer || refused.has(name)) return [];
    const port = ports.get(name) ?? (container?.role === 'grafana' ? 3000 : 80);
    return [`${docker(container?.at, nameOf)} exec ${inScript(name)} curl -s --noproxy "*" 127.0.0.1:${port}`];
  });
  if (servers.length === 0) return [];
  const each = servers.join(' &&\n  ');
  return ['# until all of them answer', `timeout 60 sh -c 'until ${each}; do sleep 0.2; done' >/dev/null 2>&1`];
}
