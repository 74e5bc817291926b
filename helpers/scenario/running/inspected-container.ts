import type Dockerode from 'dockerode';
import { inspectedAtStart } from '../../engine/client.ts';
import type { ContainerDeclaration } from '../declare/container.ts';
import { recordInspect } from '../inspected.ts';
import type { HostPortRange } from '../ports.ts';
import type { ServerSetup } from '../servers.ts';
import type { RunningNetwork } from './network.ts';
import { PromiseBroken } from './promise-broken.ts';

/** The names and ids of a container. */
export interface ContainerIdentity {
  readonly name: string;
  readonly id: string;
  /** The identity in its answers, unique among the containers of all runs. */
  readonly identity: string;
}

/** The properties of a container that has started. */
export interface StartedAs extends ContainerIdentity {
  readonly declaration: ContainerDeclaration;
  /** Its name on the engine. */
  readonly engineName: string;
  /** The network's name on the engine, or the predefined mode. */
  readonly networkName: string;
  /** The host ports that it requested, if any. */
  readonly hostPorts: HostPortRange | undefined;
  /** The engine that runs it. */
  readonly engine: Dockerode;
  /** Its inspect, where testcontainers did not start it. */
  readonly inspected?: Dockerode.ContainerInspectInfo;
}

/** A container as the engine's inspect describes it: its name, endpoints, addresses and bound ports. */
export abstract class InspectedContainer implements ContainerIdentity {
  readonly name: string;
  readonly id: string;
  readonly identity: string;
  readonly declaration: ContainerDeclaration;
  readonly networkName: string;
  readonly hostPorts: HostPortRange | undefined;
  readonly engine: Dockerode;
  /** The port that its server listens on by default. */
  readonly port: number;
  /** A second TCP port, which is never published; Grafana has none. */
  readonly otherPort: number | undefined;
  /** A UDP port, which is never published; Grafana has none. */
  readonly udpPort: number | undefined;
  private readonly nameAtStart: string;
  /** The inspect after the scenario's latest change to the container. */
  private changed: Dockerode.ContainerInspectInfo | undefined;
  /** The inspects before each of these changes. */
  private readonly before: Dockerode.ContainerInspectInfo[] = [];

  constructor(started: StartedAs, { port, others }: Pick<ServerSetup, 'port' | 'others'>) {
    this.name = started.name;
    this.id = started.id;
    this.identity = started.identity;
    this.declaration = started.declaration;
    this.networkName = started.networkName;
    this.hostPorts = started.hostPorts;
    this.engine = started.engine;
    this.nameAtStart = started.engineName;
    this.changed = started.inspected;
    this.port = port;
    this.otherPort = others?.otherPort;
    this.udpPort = others?.udpPort;
  }

  /** Inspects it now. */
  async inspect(): Promise<Dockerode.ContainerInspectInfo> {
    return recordInspect(this, await this.engine.getContainer(this.id).inspect());
  }

  /** The inspect from when it had started, or after the scenario's latest change to it; recorded as one of the behaviour's. */
  inspectedAtStart(): Dockerode.ContainerInspectInfo {
    return recordInspect(this, this.info);
  }

  /** The inspect from when it had started, or after the scenario's latest change to it; not recorded. */
  get atStart(): Dockerode.ContainerInspectInfo {
    return this.info;
  }

  /** The latest inspect, then those before each change: it may have had other addresses and networks. */
  get history(): readonly Dockerode.ContainerInspectInfo[] {
    return [this.info, ...this.before];
  }

  protected get info(): Dockerode.ContainerInspectInfo {
    return this.changed ?? inspectedAtStart(this.id);
  }

  /** Inspects it again after a change. */
  protected async refresh(): Promise<void> {
    this.before.push(this.info);
    this.changed = await this.engine.getContainer(this.id).inspect();
  }

  /** Its name on the engine. */
  get engineName(): string {
    return this.changed?.Name.replace(/^\//, '') ?? this.nameAtStart;
  }

  /** Whether it was started on the host network. */
  get isOnHostNetwork(): boolean {
    return this.declaration.on.kind === 'predefined' && this.declaration.on.mode === 'host';
  }

  /** The first twelve digits of its id, as in `docker ps`. */
  get shortId(): string {
    return this.id.slice(0, 12);
  }

  /** Its endpoint on its network. */
  get endpoint(): Dockerode.EndpointSettings | undefined {
    return this.endpointIn(this.info);
  }

  /** Podman calls the network that a container is on by default `podman`, not `bridge`. */
  private endpointIn({ NetworkSettings }: Dockerode.ContainerInspectInfo): Dockerode.EndpointSettings | undefined {
    const { Networks } = NetworkSettings;
    return Networks[this.networkName] ?? (this.networkName === 'bridge' ? Networks['podman'] : undefined);
  }

  /** Its IPv4 address on its network. Throws PromiseBroken where inspect shows none. */
  get address(): string {
    return this.shown(this.endpointIn(this.info)?.IPAddress, 'address');
  }

  /** Its IPv4 address on another network. Throws PromiseBroken where inspect shows none. */
  addressOn({ name, engineName }: RunningNetwork): string {
    return this.shown(this.info.NetworkSettings.Networks[engineName]?.IPAddress, 'address', name);
  }

  /** Its IPv6 address on another network. Throws PromiseBroken where inspect shows none. */
  address6On({ name, engineName }: RunningNetwork): string {
    return this.shown(this.info.NetworkSettings.Networks[engineName]?.GlobalIPv6Address, 'IPv6 address', name);
  }

  /** Its MAC address on a network. Throws PromiseBroken where inspect shows none. */
  macOn({ name, engineName }: RunningNetwork): string {
    return this.shown(this.info.NetworkSettings.Networks[engineName]?.MacAddress, 'MAC address', name);
  }

  /** Its IPv6 address on its network. Throws PromiseBroken where inspect shows none. */
  get address6(): string {
    return this.shown(this.endpointIn(this.info)?.GlobalIPv6Address, 'IPv6 address');
  }

  /** The IPv4 gateway of its network: an address of the host. Throws PromiseBroken where inspect shows none. */
  get gateway(): string {
    return this.shown(this.endpointIn(this.info)?.Gateway, 'gateway');
  }

  /** The IPv6 gateway of its network. Throws PromiseBroken where inspect shows none. */
  get gateway6(): string {
    return this.shown(this.endpointIn(this.info)?.IPv6Gateway, 'IPv6 gateway');
  }

  private shown(value: string | undefined, what: string, network = this.networkName): string {
    if (!value) throw missingInInspect(`the ${what} of ${this.name} on ${network}`, 'an address');
    return value;
  }

  /** The URL of its server at its IPv4 address. */
  get url(): string {
    return this.urlAt(this.port);
  }

  /** The URL of another port at its IPv4 address. */
  urlAt(port: number): string {
    return `http://${this.address}:${port}`;
  }

  /** The URL of its server at its IPv6 address. */
  get url6(): string {
    return `http://[${this.address6}]:${this.port}`;
  }
}

/** The failure of a value that inspect does not show. */
export function missingInInspect(subject: string, expected: string): PromiseBroken {
  return new PromiseBroken({ subject: `${subject} in inspect`, expected, observed: undefined });
}
