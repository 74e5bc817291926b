import { randomBytes } from 'node:crypto';
import type { LabEngineOptions } from '../engine/lab/lab-engine.ts';
import { UserError } from '../engine/user-error.ts';
import type { Role } from '../images/roles.ts';

/** A network that the scenario creates: `docker network create --driver=bridge`. */
export interface NetworkDeclaration {
  readonly kind: 'network';
  readonly driver: 'bridge' | 'overlay' | 'macvlan' | NetworkPluginDeclaration;
  /** The hosts that an overlay network spans; they form a swarm, whose manager is the first. */
  readonly across: readonly EngineHostDeclaration[];
  /** The host whose engine makes it; the engine of the run where nothing is said. */
  readonly at?: EngineHostDeclaration;
  /** `--internal` */
  readonly internal?: boolean;
  /** `--ipv6 --subnet SUBNET`: engines up to 26 have no IPv6 subnet to give by themselves. */
  readonly subnet6?: string;
  /** `--opt KEY=VALUE` */
  readonly options?: Readonly<Record<string, string>>;
  /** For a macvlan: a LAN host on the link that its containers are put on, by the interface of the engine's host. */
  readonly beside?: LanHostDeclaration;
}

/** A network that every engine has: the default bridge, the host's own network, or none. */
export interface PredefinedNetwork {
  readonly kind: 'predefined';
  /** As in `docker run --network`. */
  readonly mode: 'bridge' | 'host' | 'none';
}

/** The network of another container, which is shared: `--network container:NAME`. */
export interface SharedNetwork {
  readonly kind: 'shared';
  readonly of: ContainerDeclaration;
}

/** The names of an endpoint beside those of its container. */
export type Alias = string | readonly string[];

/** A network that a container is connected to, and the aliases that it has there. */
export interface Attachment {
  readonly on: NetworkDeclaration;
  readonly alias?: Alias;
}

/** A container that the scenario starts. */
export interface ContainerDeclaration {
  readonly kind: 'container';
  readonly role: Role;
  /** Where it is attached; the default bridge where nothing is said, as in `docker run`. */
  readonly on: NetworkDeclaration | PredefinedNetwork | SharedNetwork;
  /** The host whose engine runs it; the engine of the run where nothing is said. */
  readonly at?: EngineHostDeclaration;
  /** `--network-alias`, one or several, on a user-defined network only. */
  readonly alias?: Alias;
  /** What it is connected to beside `on`, one after the other, once it runs: `docker network connect`. */
  readonly alsoOn?: readonly Attachment[];
  /** `--hostname` */
  readonly hostname?: string;
  /** `--dns`, in this order: addresses, or neighbours, each of which is a resolver. */
  readonly dns?: readonly (string | LanHostDeclaration)[];
  /** `--dns-search` */
  readonly dnsSearch?: string;
  /** `--dns-option` */
  readonly dnsOption?: string;
  /** `--add-host NAME:ADDRESS`, by the name. */
  readonly addHost?: Readonly<Record<string, string>>;
  /** `-p PORT`: the container's port, at a free port of the host. */
  readonly publish?: number;
  /** `-p HOSTPORT:PORT`: at this port of the host, where a free one would not do. */
  readonly publishAt?: number;
  /** `-p ADDRESS::PORT`: on this one address of the host, or on these, and not on all of them. */
  readonly publishOn?: string | readonly string[];
  /** `-p PORT/udp`: nginx answers datagrams at it, too. */
  readonly publishUdp?: number;
  /** `--expose PORT`. */
  readonly expose?: number;
  /** A port that nginx answers at on its own loopback address alone. */
  readonly loopbackPort?: number;
  /** `--cap-drop CAPABILITY` */
  readonly capDrop?: string;
}

/** A container that the engine may refuse to start; whether it does is what the behaviour is about. */
export interface AttemptDeclaration {
  readonly kind: 'attempt';
  readonly container: ContainerDeclaration;
}

/** Another host with an engine, on one link with the others of its scenario: an embedded engine, or the user's own peer. */
export interface EngineHostDeclaration {
  readonly kind: 'engine-host';
  readonly options: LabEngineOptions;
}

/**
 * A host without an engine, on one link with the engine's host, or with the engine hosts of the scenario. It answers on
 * port 80, and is a resolver: fixtures/lab/resolver.ts.
 */
export interface LanHostDeclaration {
  readonly kind: 'lan-host';
}

/** A network driver of the suite's own, in a process beside the engine: fixtures/network-plugin. */
export interface NetworkPluginDeclaration {
  readonly kind: 'network-plugin';
}

/** A server of the test process itself, at a free port of the machine that the specs run on. */
export interface ListenerDeclaration {
  readonly kind: 'listener';
  /** Whether it answers at all addresses of the machine, or at the loopback address alone. */
  readonly everywhere: boolean;
}

export type Declaration =
  | NetworkDeclaration
  | ContainerDeclaration
  | AttemptDeclaration
  | EngineHostDeclaration
  | LanHostDeclaration
  | NetworkPluginDeclaration
  | ListenerDeclaration;

/** What is said of a container beyond its role. */
export type ContainerOptions = Partial<Omit<ContainerDeclaration, 'kind' | 'role'>>;

/** The bridge that a container is on when no network is named. */
export const defaultBridge: PredefinedNetwork = { kind: 'predefined', mode: 'bridge' };

/** The network of the engine's host itself: `--network host`. */
export const hostNetwork: PredefinedNetwork = { kind: 'predefined', mode: 'host' };

/** No network at all: `--network none`. */
export const noNetwork: PredefinedNetwork = { kind: 'predefined', mode: 'none' };

/** What is said of a network; `ipv6` gives it an IPv6 subnet that nobody else has. */
export type NetworkOptions = Pick<NetworkDeclaration, 'driver'> &
  Partial<Omit<NetworkDeclaration, 'kind' | 'subnet6'>> & { readonly ipv6?: boolean };

/** A user-defined network. */
export function network({ across = [], ipv6 = false, ...said }: NetworkOptions): NetworkDeclaration {
  return { kind: 'network', across, ...said, ...(ipv6 ? { subnet6: uniqueLocalSubnet() } : {}) };
}

/** An IPv6 subnet as RFC 4193 has them drawn. */
function uniqueLocalSubnet(): string {
  const [global, subnet] = [randomBytes(5).toString('hex'), randomBytes(2).toString('hex')];
  const groups = `fd${global}${subnet}`.match(/.{4}/g) ?? [];
  return `${groups.map((group) => group.replace(/^0{1,3}/, '')).join(':')}::/64`;
}

/** The network of another container of the scenario, for one that is to share it. */
export function networkOf(of: ContainerDeclaration): SharedNetwork {
  return { kind: 'shared', of };
}

const container =
  (role: Role) =>
  (options: ContainerOptions = {}): ContainerDeclaration => ({
    kind: 'container',
    role,
    on: defaultBridge,
    ...options,
  });

/**
 * An nginx that answers on port 80, and on the port that it exposes or publishes, and says in a header who it is. On
 * the host's own network it answers on a free port of the host instead.
 */
export const nginx = container('nginx');

/** A Grafana that answers on port 3000, and says in its redirection to the login page who it is. */
export const grafana = container('grafana');

/** Marks a container as one that the engine may refuse. */
export function attempt(declaration: ContainerDeclaration): AttemptDeclaration {
  return { kind: 'attempt', container: declaration };
}

/** A host with an engine of its own; of the run's version, where the lab brings it up. */
export function engineHost(options: LabEngineOptions = {}): EngineHostDeclaration {
  return { kind: 'engine-host', options };
}

/** A host without an engine, which asks, answers on port 80, and is a resolver of names. */
export function lanHost(): LanHostDeclaration {
  return { kind: 'lan-host' };
}

/** A network driver of the suite's own. */
export function networkPlugin(): NetworkPluginDeclaration {
  return { kind: 'network-plugin' };
}

/** A server of the test process, on the loopback address, or at all addresses of its machine. */
export function listener({ everywhere = false }: { everywhere?: boolean } = {}): ListenerDeclaration {
  return { kind: 'listener', everywhere };
}

/** The hosts of the swarm that a scenario's overlay networks span, its manager first. */
export function swarmMembers(declarations: Readonly<Record<string, Declaration>>): EngineHostDeclaration[] {
  const spanned = Object.values(declarations).flatMap((declared) =>
    declared.kind === 'network' ? declared.across : [],
  );
  return [...new Set(spanned)];
}

/** Throws a UserError for a scenario that no engine can be asked for. */
export function check(declarations: Record<string, Declaration>): void {
  const declared = new Set(Object.values(declarations));
  const [manager] = swarmMembers(declarations);
  for (const [name, declaration] of Object.entries(declarations)) {
    const wanted = declaration.kind === 'attempt' ? declaration.container : declaration;
    for (const part of partsOf(wanted)) {
      if (!declared.has(part))
        throw refusal(
          `has "${name}" use a ${words[part.kind]} that it does not return: return it as well, under its name`,
        );
    }
    if (wanted.kind === 'network') checkNetwork(name, wanted, manager);
    if (wanted.kind === 'container') checkContainer(name, wanted);
    if (declaration.kind === 'container' && declaration.alias !== undefined && declaration.on.kind === 'predefined') {
      throw refusal(
        `gives "${name}" the alias "${aliasesOf(declaration).join('", "')}" on the predefined network "${declaration.on.mode}": aliases need ` +
          'a user-defined network, so put it on one, or wrap it in attempt() if the refusal is what you test',
      );
    }
  }
}

function checkNetwork(
  name: string,
  { driver, across, beside }: NetworkDeclaration,
  manager: EngineHostDeclaration | undefined,
): void {
  if ((driver === 'overlay') !== across.length > 0) {
    const named = typeof driver === 'string' ? driver : 'of a plugin';
    throw refusal(
      `has a network "${name}" with the driver ${named} that spans engine hosts (${across.length}): an overlay spans some, and no other network does`,
    );
  }
  if ((driver === 'macvlan') !== (beside !== undefined))
    throw refusal(`has "${name}" not beside a LAN host, or not as a macvlan: a macvlan is beside one, no other is`);
  if (new Set(across).size < across.length)
    throw refusal(`has the overlay "${name}" span one host twice: name it once`);
  if (across.length > 0 && across[0] !== manager)
    throw refusal(
      `has overlays with two managers: let "${name}" span the same host first as the others, for it is one swarm`,
    );
}

function checkContainer(name: string, { on, at, publish, publishOn }: ContainerDeclaration): void {
  if (publishOn !== undefined && publish === undefined)
    throw refusal(`publishes no port of "${name}" on ${[publishOn].flat().join(' and ')}: say which, with publish`);
  const spanned = on.kind === 'network' ? on.across : [];
  if (on.kind === 'shared' && on.of.at !== at)
    throw refusal(`has "${name}" at another host than the container whose network it shares: name the same one`);
  if (spanned.length > 0 && (!at || !spanned.includes(at)))
    throw refusal(`has "${name}" on an overlay, and at no host that this spans: say at which one`);
  if (on.kind === 'network' && spanned.length === 0 && on.at !== at)
    throw refusal(`has "${name}" at another host than its network: say the same one of both, or leave out both`);
}

function refusal(what: string): UserError {
  return new UserError(`The scenario ${what}.`);
}

const words = {
  network: 'network',
  container: 'container',
  'engine-host': 'host',
  'lan-host': 'LAN host',
  'network-plugin': 'network plugin',
} as const;

/** The aliases of a container, or of an attachment of one. */
export function aliasesOf({ alias = [] }: { readonly alias?: Alias }): readonly string[] {
  return typeof alias === 'string' ? [alias] : alias;
}

type Part = Extract<Declaration, { kind: keyof typeof words }>;

/** The declarations that one refers to. */
function partsOf(declaration: Declaration): Part[] {
  if (declaration.kind === 'network') {
    const { across, at, beside, driver } = declaration;
    return [...across, at, beside, typeof driver === 'string' ? undefined : driver].filter(
      (part) => part !== undefined,
    );
  }
  if (declaration.kind !== 'container') return [];
  const { on, at, alsoOn = [], dns = [] } = declaration;
  const networks = [on.kind === 'shared' ? on.of : on, ...alsoOn.map((attachment) => attachment.on)];
  const parts = [...networks, at, ...dns.filter((server) => typeof server !== 'string')];
  return parts.filter((part) => part !== undefined && part.kind !== 'predefined');
}
