import { roleImages } from '../images/roles.ts';
import type { Declarations, EngineHostDeclaration, NetworkDeclaration } from './declare.ts';
import { type ExistingContainer, ExistingService, serverNameOf } from './existing/container.ts';
import { RunningContainer } from './running.ts';
import { type Member, withContainersOfProjects } from './member.ts';

/** The hosts, networks and containers of a scenario as they ran, with their addresses and ports. */
export interface Topology {
  /** The scenario's hosts, without the host of the run's engine. */
  readonly hosts: readonly HostInTopology[];
  readonly networks: readonly { readonly name: string; readonly driver: string }[];
  readonly containers: readonly ContainerInTopology[];
}

interface HostInTopology {
  readonly name: string;
  /** Whether it runs an engine. */
  readonly engine: boolean;
  /** Its address on the link between the hosts, where the suite created it. */
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
  /** Its host; undefined for the host of the run's engine. */
  readonly host?: string;
  readonly role: string;
  readonly image: string;
  /** Whether the image is a stand-in, which answers as the real program does. */
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
  const containers = Object.values(withContainersOfProjects(members))
    .map((member) => ('container' in member ? member.container : member))
    .filter((member) => member instanceof RunningContainer);
  const nameOf = (wanted: EngineHostDeclaration): string | undefined =>
    Object.entries(declarations).find(([, declaration]) => declaration === wanted)?.[0];
  return {
    hosts: Object.values(members).flatMap(describeHost),
    networks,
    containers: [
      ...containers.map((container) => {
        const host = container.declaration.at && nameOf(container.declaration.at);
        return Object.assign(describeContainer(container), host ? { host } : {});
      }),
      ...Object.values(members).flatMap(existingIn).map(describeExisting),
    ],
  };
}

function existingIn(member: Member): readonly ExistingContainer[] {
  if (member instanceof ExistingService) return member.replicas;
  return 'kind' in member && member.kind === 'existing-container' ? [member] : [];
}

/** A container of the user: its image is its role. */
function describeExisting(container: ExistingContainer): ContainerInTopology {
  const { name, atStart } = container;
  const { Image: image } = atStart.Config;
  const { identity } = serverNameOf(container);
  return { name, role: image, image, standIn: false, identity, ...attachmentsOf(atStart) };
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
  const { reference, standIn } = roleImages()[declaration.role];
  return {
    name,
    role: declaration.role,
    image: reference,
    standIn,
    identity,
    ...attachmentsOf(atStart),
  };
}

/** The endpoints and the published ports of a container, as its inspect shows them. */
function attachmentsOf({
  NetworkSettings,
}: RunningContainer['atStart']): Pick<ContainerInTopology, 'networks' | 'ports'> {
  const { Networks, Ports } = NetworkSettings;
  const networks = Object.entries(Networks).map(([network, endpoint]) => {
    const { IPAddress: address, Gateway: gateway } = endpoint;
    const aliases = (endpoint as { Aliases?: string[] }).Aliases ?? [];
    return [network, { address, aliases, ...(gateway ? { gateway } : {}) }] as const;
  });
  const ports = Object.entries(Ports ?? {}).map(([port, bindings]) => {
    return [port, (bindings ?? []).map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}`)] as const;
  });
  return { networks: Object.fromEntries(networks), ports: Object.fromEntries(ports) };
}
