import type { Role } from '../../images/roles.ts';
import type { EngineHostDeclaration, LanHostDeclaration } from './hosts.ts';
import { type NetworkDeclaration, type PredefinedNetwork, unnamedNetwork } from './network.ts';

/** One network alias, or several. */
export type Alias = string | readonly string[];

/** A network that a container is connected to, and its aliases there. */
export interface Attachment {
  readonly on: NetworkDeclaration;
  readonly alias?: Alias;
}

/** A container that the scenario starts. */
export interface ContainerDeclaration {
  readonly kind: 'container';
  readonly role: Role;
  /** `--network`; by default none is given. */
  readonly on: NetworkDeclaration | PredefinedNetwork | SharedNetwork;
  /** The host whose engine runs it; by default the engine of the run. */
  readonly at?: EngineHostDeclaration;
  /** `--network-alias`, for a user-defined network only. */
  readonly alias?: Alias;
  /** `docker network connect` after the start, in this order. */
  readonly alsoOn?: readonly Attachment[];
  /** `--hostname` */
  readonly hostname?: string;
  /** `--dns`, in this order: addresses, or LAN hosts, each of which runs a DNS server. */
  readonly dns?: readonly (string | LanHostDeclaration)[];
  /** `--dns-search` */
  readonly dnsSearch?: string;
  /** `--dns-option` */
  readonly dnsOption?: string;
  /** `--add-host NAME:ADDRESS`, by the name. */
  readonly addHost?: Readonly<Record<string, string>>;
  /** `-p PORT`: the container's port, on an ephemeral host port. */
  readonly publish?: number;
  /** `-p HOSTPORT:PORT`: a fixed host port for `publish` and `publishUdp`; `drawn` is one that is free on the host. */
  readonly publishAt?: number | 'drawn';
  /** `-p ADDRESS::PORT`: the host addresses for `publish`, instead of all of them. */
  readonly publishOn?: string | readonly string[];
  /** `-p PORT/udp`: nginx also answers datagrams at that port. */
  readonly publishUdp?: number;
  /** `--expose PORT` */
  readonly expose?: number;
  /** A TCP and UDP port that nginx listens on at the container's loopback address only. */
  readonly loopbackPort?: number;
  /** `--cap-drop CAPABILITY` */
  readonly capDrop?: string;
}

/** The network of another container: `--network container:NAME`. */
export interface SharedNetwork {
  readonly kind: 'shared';
  readonly of: ContainerDeclaration;
}

/** A container that the engine may refuse to start, which the behaviour judges. */
export interface AttemptDeclaration {
  readonly kind: 'attempt';
  readonly container: ContainerDeclaration;
}

/** The options of a container beyond its role. */
export type ContainerOptions = Partial<Omit<ContainerDeclaration, 'kind' | 'role'>>;

const container =
  (role: Role) =>
  (options: ContainerOptions = {}): ContainerDeclaration => ({
    kind: 'container',
    role,
    on: unnamedNetwork,
    ...options,
  });

/**
 * An nginx that answers on port 80, and on the port that it exposes or publishes; a header of its answers carries its
 * identity. On the host network, or that of another container, it answers on a free port instead of 80.
 */
export const nginx = container('nginx');

/** A Grafana that answers on port 3000; its redirect to the login page carries its identity. */
export const grafana = container('grafana');

/** Marks a container as one that the engine may refuse to start. */
export function attempt(declaration: ContainerDeclaration): AttemptDeclaration {
  return { kind: 'attempt', container: declaration };
}

/** The network of another container of the scenario. */
export function networkOf(of: ContainerDeclaration): SharedNetwork {
  return { kind: 'shared', of };
}

/** The aliases of a container, or of one of its attachments. */
export function aliasesOf({ alias = [] }: { readonly alias?: Alias }): readonly string[] {
  return typeof alias === 'string' ? [alias] : alias;
}
