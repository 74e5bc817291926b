import { quote } from '../engine/quote.ts';
import { roleImages } from '../images/roles.ts';
import type { ContainerDeclaration, Declaration } from './declare.ts';
import { RunningContainer } from './running.ts';
import { serverOf } from './servers.ts';
import type { Member } from './start.ts';

type Declarations = Readonly<Record<string, Declaration>>;

/** The docker commands that a person would type to build a scenario. */
export function byHand(declarations: Declarations): string[] {
  const names = new Map<unknown, string>(
    Object.entries(declarations).map(([name, declaration]) => [declaration, name]),
  );
  return Object.entries(declarations).map(([name, declaration]) => {
    if (declaration.kind === 'network') return `docker network create --driver ${declaration.driver} ${name}`;
    const container = declaration.kind === 'attempt' ? declaration.container : declaration;
    const { on } = container;
    return runCommand(name, container, on.kind === 'network' ? (names.get(on) ?? '') : on.mode);
  });
}

function runCommand(name: string, declaration: ContainerDeclaration, network: string): string {
  const { alias, publish, expose, role } = declaration;
  const { environment, command = [] } = serverOf(declaration, name);
  const words = [
    'docker',
    'run',
    '--detach',
    '--name',
    name,
    '--network',
    network,
    ...(alias === undefined ? [] : ['--network-alias', alias]),
    ...(publish === undefined ? [] : ['--publish', String(publish)]),
    ...(expose === undefined ? [] : ['--expose', String(expose)]),
    ...Object.entries(environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    roleImages()[role].reference,
    ...command,
  ];
  return words.map(quote).join(' ');
}

/** The networks and containers of a scenario as they ran, with the addresses and ports that they got. */
export interface Topology {
  readonly networks: readonly { readonly name: string; readonly driver: string }[];
  readonly containers: readonly ContainerInTopology[];
}

interface ContainerInTopology {
  readonly name: string;
  readonly role: string;
  readonly image: string;
  /** Whether the image only answers as the real program does. */
  readonly standIn: boolean;
  readonly identity: string;
  readonly networks: Readonly<Record<string, { readonly address: string; readonly aliases: readonly string[] }>>;
  readonly ports: Readonly<Record<string, readonly string[]>>;
}

/** Describes a running scenario. */
export function topologyOf(declarations: Declarations, members: Readonly<Record<string, Member>>): Topology {
  const networks = Object.entries(declarations).flatMap(([name, declaration]) =>
    declaration.kind === 'network' ? [{ name, driver: declaration.driver }] : [],
  );
  const containers = Object.values(members).filter((member) => member instanceof RunningContainer);
  return { networks, containers: containers.map(describeContainer) };
}

function describeContainer({ name, identity, declaration, atStart }: RunningContainer): ContainerInTopology {
  const { Networks, Ports } = atStart.NetworkSettings;
  const { reference, standIn } = roleImages()[declaration.role];
  const networks = Object.entries(Networks).map(([network, endpoint]) => {
    return [
      network,
      { address: endpoint.IPAddress, aliases: (endpoint as { Aliases?: string[] }).Aliases ?? [] },
    ] as const;
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
