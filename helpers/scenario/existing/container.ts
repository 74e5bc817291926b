import type Dockerode from 'dockerode';
import type { ProbeContainer } from '../../engine/probe-containers.ts';
import { errorCode, errorText, UserError } from '../../engine/user-error.ts';
import { missingInInspect } from '../running/inspected-container.ts';
import type { RunningNetwork } from '../running/network.ts';

/** What is known of a container that runs already. */
export interface FoundContainer {
  readonly inspected: Dockerode.ContainerInspectInfo;
  /** The container whose network namespace it is in, where that is another one. */
  readonly owner: Dockerode.ContainerInspectInfo;
}

/** The name of a server, and what tells it apart from all others. */
interface ServerName {
  readonly name: string;
  readonly identity: string;
}

/**
 * A container that runs already: nobody here starts, stops, changes or removes it. Its requests are sent by a probe
 * container in its network namespace, so that its image needs no program.
 */
export class ExistingContainer {
  readonly kind = 'existing-container';
  /** Its name in the scenario; that on the engine, where a service has several replicas. */
  readonly name: string;
  readonly id: string;
  /** Its name on the engine. */
  readonly engineName: string;
  readonly engine: Dockerode;
  /** The probe in its network namespace. */
  readonly probe: ProbeContainer;
  private readonly found: FoundContainer;

  constructor(name: string, found: FoundContainer, engine: Dockerode, probe: ProbeContainer) {
    this.name = name;
    this.found = found;
    this.id = found.inspected.Id;
    this.engineName = engineNameOf(found.inspected);
    this.engine = engine;
    this.probe = probe;
  }

  /** Itself, as one of a service. */
  get replicas(): readonly ExistingContainer[] {
    return [this];
  }

  /** Itself, as the only one of a service. */
  get only(): ExistingContainer {
    return this;
  }

  /** The inspect from when the scenario started. */
  get atStart(): Dockerode.ContainerInspectInfo {
    return this.found.inspected;
  }

  /** Inspects it now. */
  async inspect(): Promise<Dockerode.ContainerInspectInfo> {
    return this.engine.getContainer(this.id).inspect();
  }

  /** Its addresses, of both IP families, by the names of its networks. */
  get addresses(): ReadonlyMap<string, readonly string[]> {
    const endpoints = Object.entries(this.found.owner.NetworkSettings.Networks ?? {});
    const addresses = endpoints.map(
      ([network, { IPAddress, GlobalIPv6Address }]) =>
        [network, [IPAddress, GlobalIPv6Address].filter(Boolean)] as const,
    );
    return new Map(addresses.filter(([, some]) => some.length > 0));
  }

  /** Its IPv4 address. Throws a UserError where it has none, or is on several networks. */
  get address(): string {
    const [first, ...others] = this.addresses.keys();
    if (first === undefined)
      throw new UserError(
        `${this.name} has no address (it is on the network ${this.networkMode}): name the address with at.`,
      );
    if (others.length > 0)
      throw new UserError(
        `${this.name} is on several networks (${[first, ...others].join(', ')}): name one, as in ${this.name}.on(network).address.`,
      );
    return this.addressIn(first);
  }

  /** Its name, and its IPv4 address on a network. Throws PromiseBroken where inspect shows none. */
  on({ engineName }: Pick<RunningNetwork, 'engineName'>): { readonly name: string; readonly address: string } {
    return { name: this.name, address: this.addressIn(engineName) };
  }

  private addressIn(network: string): string {
    const address = this.addresses.get(network)?.find((one) => !one.includes(':'));
    if (address === undefined) throw missingInInspect(`the address of ${this.name} on ${network}`, 'an address');
    return address;
  }

  /** The host addresses and ports that a TCP port is published on, as inspect shows them; empty where it is not. */
  published(port: number): readonly { readonly address: string; readonly port: number }[] {
    const bound = this.found.owner.NetworkSettings.Ports?.[`${port}/tcp`] ?? [];
    return bound.map(({ HostIp, HostPort }) => ({ address: HostIp || '0.0.0.0', port: Number(HostPort) }));
  }

  /** `bridge`, `host`, `none`, or the name of its first network. */
  get networkMode(): string {
    return this.found.owner.HostConfig.NetworkMode ?? 'default';
  }

  get isOnHostNetwork(): boolean {
    return this.networkMode === 'host';
  }

  /** Its inspects, the latest first. */
  get history(): readonly Dockerode.ContainerInspectInfo[] {
    return [this.found.owner];
  }

  /** Why nothing can be concluded from it any more: it was restarted, or ended. Undefined where it still runs. */
  async whyLost(): Promise<string | undefined> {
    try {
      const [own, owner] = await Promise.all([this.inspect(), this.inspectOwner()]);
      if (!own.State.Running) return `the container ${this.engineName} no longer runs (${own.State.Status})`;
      const isSame =
        own.State.StartedAt === this.found.inspected.State.StartedAt &&
        owner.State.StartedAt === this.found.owner.State.StartedAt;
      return isSame ? undefined : `the container ${this.engineName} was restarted meanwhile`;
    } catch (error) {
      if (errorCode(error) === 404) return `the container ${this.engineName} was removed`;
      throw new Error(`the container ${this.engineName} cannot be inspected: ${errorText(error)}`, { cause: error });
    }
  }

  private async inspectOwner(): Promise<Dockerode.ContainerInspectInfo> {
    return this.engine.getContainer(this.found.owner.Id).inspect();
  }
}

/** All replicas of a service that run already. */
export class ExistingService {
  readonly kind = 'existing-service';
  /** Its name in the scenario. */
  readonly name: string;
  readonly replicas: readonly ExistingContainer[];

  constructor(name: string, replicas: readonly ExistingContainer[]) {
    this.name = name;
    this.replicas = replicas;
  }

  /** Its only replica. Throws a UserError where it has several. */
  get only(): ExistingContainer {
    const [first, ...others] = this.replicas;
    if (!first || others.length > 0)
      throw new UserError(
        `${this.name} has ${this.replicas.length} replicas (${this.replicas.map(({ name }) => name).join(', ')}): use each of ${this.name}.replicas, or connect(), which connects to all.`,
      );
    return first;
  }

  /** The IPv4 address of its only replica. */
  get address(): string {
    return this.only.address;
  }
}

/** A container, or the replicas of a service, that run already. */
export type Existing = ExistingContainer | ExistingService;

/** How a report names one of them as a server. */
export function serverNameOf({ name, replicas }: Existing): ServerName {
  return { name, identity: replicas.map(({ engineName }) => engineName).join(', ') };
}

/** The name of a container on its engine. */
export function engineNameOf({ Name }: Pick<Dockerode.ContainerInspectInfo, 'Name'>): string {
  return Name.replace(/^\//, '');
}
