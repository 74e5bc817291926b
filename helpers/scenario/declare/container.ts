import type { Role } from '../../images/roles.ts';
import type { Attachment, EndpointOptions } from './endpoint.ts';
import type { HostPortsDeclaration } from './host-ports.ts';
import type { EngineHostDeclaration, LanHostDeclaration, ListenerDeclaration } from './hosts.ts';
import { type NetworkDeclaration, type PredefinedNetwork, unnamedNetwork } from './network.ts';

/** A container that the scenario starts, with its options on its first network. */
export interface ContainerDeclaration extends EndpointOptions {
  readonly kind: 'container';
  readonly role: Role;
  /** `--network`; by default none is given. */
  readonly on: NetworkDeclaration | PredefinedNetwork | SharedNetwork;
  /** The host whose engine runs it; by default the engine of the run. */
  readonly at?: EngineHostDeclaration;
  /** Its other networks: at its creation, or by `docker network connect` after the start, in this order. */
  readonly alsoOn?: readonly Attachment[];
  /** Whether `--network` has the ID of its network, in full or short, instead of the name. */
  readonly networkBy?: 'ID' | 'short ID';
  /** `--hostname` */
  readonly hostname?: string;
  /** `--domainname` */
  readonly domainname?: string;
  /** `--dns`, in this order: addresses, or LAN hosts and containers, each of which runs a DNS server. */
  readonly dns?: readonly (string | LanHostDeclaration | ContainerDeclaration)[];
  /** `--dns-search`, one or several in this order */
  readonly dnsSearch?: string | readonly string[];
  /** `--dns-option`, one or several in this order */
  readonly dnsOption?: string | readonly string[];
  /** `--add-host NAME:ADDRESS`, by the name. */
  readonly addHost?: Readonly<Record<string, string>>;
  /**
   * `--link NAME:ALIAS`, by the alias: to another container, or to any other name. On the default bridge, that container
   * runs first; on a user-defined network, it need not.
   */
  readonly links?: Readonly<Record<string, ContainerDeclaration | string>>;
  /** `-p PORT`: the container's port, on an ephemeral host port. */
  readonly publish?: number;
  /**
   * `-p HOSTPORT:PORT`: the host port for `publish` and `publishUdp`. `drawn` is one that is free on the host; those of
   * `hostPorts()` are shared with other containers; that of a listener is in use, over UDP where only `publishUdp` is given.
   */
  readonly publishAt?: 'drawn' | HostPortsDeclaration | ListenerDeclaration;
  /** `-p PORT`: the port of the server of containers that share its network, on an ephemeral host port. */
  readonly publishForSharing?: true;
  /** `--publish-all` */
  readonly publishAll?: true;
  /**
   * `-p ADDRESS::PORT`: the host addresses for `publish` and `publishUdp`, instead of all of them; a LAN host stands for the
   * address of the engine's host on their link.
   */
  readonly publishOn?: string | readonly string[] | LanHostDeclaration;
  /** `-p TEXT:PORT` with a host port that is none, which the engine must refuse. */
  readonly invalidHostPort?: string;
  /** `-p PORT/udp`: nginx also answers datagrams at that port. */
  readonly publishUdp?: number;
  /** `--expose PORT` */
  readonly expose?: number;
  /** `--expose PORT/udp`: nginx also answers datagrams at that port. */
  readonly exposeUdp?: number;
  /** A TCP and UDP port that nginx listens on at the container's loopback address only. */
  readonly loopbackPort?: number;
  /** Whether nginx's container is also a DNS server, as LAN hosts are: fixtures/lab/dns.pl. Its image must have Perl. */
  readonly dnsServer?: true;
  /** `--cap-add CAPABILITY`: one that not every engine gives by default. */
  readonly capAdd?: string;
  /** `--cap-drop CAPABILITY` */
  readonly capDrop?: string;
  /** `--sysctl NAME=VALUE` */
  readonly sysctls?: Readonly<Record<string, string>>;
  /** `--user`; by default root, which every image of nginx can run as. */
  readonly user?: string;
  /** `--restart` */
  readonly restart?: 'always' | 'on-failure';
  /** Whether it is stopped again once its server has answered; parts that come `after` it find it stopped. */
  readonly stopped?: true;
  /** Other parts of the scenario that run, or were refused, before this one is created. */
  readonly after?: Earlier | readonly Earlier[];
}

type Earlier = ContainerDeclaration | AttemptDeclaration | ListenerDeclaration;

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

/** A network that the engine may refuse to create, which the behaviour judges. */
export interface NetworkAttemptDeclaration {
  readonly kind: 'network-attempt';
  readonly network: NetworkDeclaration;
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

/** Marks a container or a network as one that the engine may refuse. */
export function attempt(declaration: ContainerDeclaration): AttemptDeclaration;
export function attempt(declaration: NetworkDeclaration): NetworkAttemptDeclaration;
export function attempt(
  declaration: ContainerDeclaration | NetworkDeclaration,
): AttemptDeclaration | NetworkAttemptDeclaration {
  return declaration.kind === 'network'
    ? { kind: 'network-attempt', network: declaration }
    : { kind: 'attempt', container: declaration };
}

/** The network of another container of the scenario. */
export function networkOf(of: ContainerDeclaration): SharedNetwork {
  return { kind: 'shared', of };
}
