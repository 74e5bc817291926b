import type Dockerode from 'dockerode';
import { inspectedAtStart } from '../engine/client.ts';
import { currentRun } from '../engine/run.ts';
import { removeContainer, removeNetwork } from '../engine/sweep.ts';
import { NotSupportedHere } from '../engine/unsupported.ts';
import { errorCode } from '../engine/user-error.ts';
import type { ContainerDeclaration } from './declare.ts';
import { notedInspect, notedNetworkInspect } from './inspected.ts';
import type { Server } from './servers.ts';
import { READY_LIMIT_MS, UntilServing } from './serving.ts';
import { noted } from './steps.ts';

const SECOND_MS = 1000;

/** An expectation that did not hold, as a known difference names it: of a request or a fact, and what was observed instead. */
export type Broken =
  /** `from nginx: GET http://grafana:3000`, and its outcome in brief: `timed out`. */
  | { readonly request: string; readonly observed: string }
  /** `its driver in inspect`, and its value. */
  | { readonly fact: string; readonly observed: unknown };

/** The engine did not do what was promised; or not what the scenario needs in order to ask at all, which is as bad. */
export class PromiseBroken extends Error {
  readonly broken: Broken;

  constructor(message: string, broken: Broken = { fact: message, observed: undefined }) {
    super(message);
    this.name = 'PromiseBroken';
    this.broken = broken;
  }
}

/** A network of a running scenario. */
export class RunningNetwork {
  /** Its name in the scenario. */
  readonly name: string;
  /** Its name on the engine. */
  readonly engineName: string;
  /** The engine that made it. */
  readonly engine: Dockerode;
  private last: Dockerode.NetworkInspectInfo | undefined;

  constructor(name: string, engineName: string, engine: Dockerode) {
    this.name = name;
    this.engineName = engineName;
    this.engine = engine;
  }

  /** What the engine said of it when it was last asked. */
  get told(): Dockerode.NetworkInspectInfo | undefined {
    return this.last;
  }

  /** What the engine says of it now. */
  async inspect(): Promise<Dockerode.NetworkInspectInfo> {
    this.last = await this.engine.getNetwork(this.engineName).inspect();
    return notedNetworkInspect(this, this.last);
  }

  /** Removes it now, instead of at the end of the scenario. */
  async remove(): Promise<void> {
    await removeNetwork(this.engine, this.engineName);
    noted({ words: ['docker', 'network', 'rm', this.engineName], engine: this.engine });
  }
}

export type Protocol = 'tcp' | 'udp';

/** What a container is known by. */
export interface ContainerIdentity {
  readonly name: string;
  readonly id: string;
  /** What its answers carry, on no other container of any run. */
  readonly identity: string;
}

/** A container of a running scenario. */
export class RunningContainer implements ContainerIdentity {
  readonly name: string;
  readonly id: string;
  readonly identity: string;
  readonly declaration: ContainerDeclaration;
  /** The port that its server answers on by itself. */
  readonly port: number;
  /** The network's name on the engine. */
  readonly networkName: string;
  /** The engine that runs it. */
  readonly engine: Dockerode;
  /** How many starts it took until the engine had found a free host port for it. */
  starts = 1;
  private readonly server: Server;
  private readonly nameAtStart: string;
  private isRemoved = false;
  private isStopped = false;
  /** What the engine said of it after the scenario changed something about it. */
  private changed: Dockerode.ContainerInspectInfo | undefined;
  /** What it said before each of these changes. */
  private readonly before: Dockerode.ContainerInspectInfo[] = [];

  constructor(
    known: ContainerIdentity & {
      engineName: string;
      declaration: ContainerDeclaration;
      server: Server;
      networkName: string;
      engine: Dockerode;
    },
  ) {
    this.name = known.name;
    this.id = known.id;
    this.identity = known.identity;
    this.declaration = known.declaration;
    this.server = known.server;
    this.nameAtStart = known.engineName;
    this.port = known.server.port;
    this.networkName = known.networkName;
    this.engine = known.engine;
  }

  /** What the engine says of it now. */
  async inspect(): Promise<Dockerode.ContainerInspectInfo> {
    return notedInspect(this, await this.engine.getContainer(this.id).inspect());
  }

  /** Removes it now, instead of at the end of the scenario. */
  async remove(): Promise<void> {
    this.isRemoved = true;
    await removeContainer(this.engine, this.id);
    this.did('rm', '--force', '--volumes', this.engineName);
  }

  /** Whether the scenario removed or stopped it itself: then it rightly does not run. */
  get ended(): boolean {
    return this.isRemoved || this.isStopped;
  }

  /** Its name on the engine. */
  get engineName(): string {
    return this.changed?.Name.replace(/^\//, '') ?? this.nameAtStart;
  }

  /** The first twelve digits of its id, as `docker ps` shows it. */
  get shortId(): string {
    return this.id.slice(0, 12);
  }

  /** Stops it at once, as `docker stop --time 0` does. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.engine.getContainer(this.id).stop({ t: 0 });
    this.did('stop', '--time', '0', this.engineName);
  }

  /** Starts it again after `stop`, and waits until its server answers: it may have another address then. */
  async start(): Promise<void> {
    try {
      await this.engine.getContainer(this.id).start();
    } catch (error) {
      // it runs already
      if (errorCode(error) === 304) return;
      throw error;
    }
    this.did('start', this.engineName);
    await this.serving();
  }

  /** `docker restart --time 0`, until its server answers again: it may have another address then. */
  async restart(): Promise<void> {
    await this.engine.getContainer(this.id).restart({ t: 0 });
    this.did('restart', '--time', '0', this.engineName);
    await this.serving();
  }

  /** `docker rename` */
  async rename(engineName: string): Promise<void> {
    this.did('rename', this.engineName, engineName);
    await this.engine.getContainer(this.id).rename({ name: engineName });
    await this.change();
  }

  /** `docker network connect --alias … NETWORK`; its own address stays the one on its first network. */
  async connect(network: RunningNetwork, aliases: readonly string[] = []): Promise<void> {
    const endpoint = aliases.length === 0 ? {} : { EndpointConfig: { Aliases: [...aliases] } };
    await this.engine.getNetwork(network.engineName).connect({ Container: this.id, ...endpoint });
    const named = aliases.flatMap((alias) => ['--alias', alias]);
    this.did('network', 'connect', ...named, network.engineName, this.engineName);
    await this.change();
  }

  /** `docker network disconnect` */
  async disconnect(network: RunningNetwork): Promise<void> {
    await this.engine.getNetwork(network.engineName).disconnect({ Container: this.id });
    this.did('network', 'disconnect', network.engineName, this.engineName);
    await this.change();
  }

  /** Waits for its server after another start, whose log comes after the end of the one before. */
  private async serving(): Promise<void> {
    await this.change();
    const since = Date.parse(this.info.State.FinishedAt) / SECOND_MS;
    await new UntilServing(this.server.ready, READY_LIMIT_MS, since).waitUntilReady(this.engine.getContainer(this.id));
    this.isStopped = false;
    // a person waits for it, too
    const wait = `until docker exec "$1" curl -s --noproxy '*' -o /dev/null http://127.0.0.1:${this.port}; do sleep 0.1; done`;
    noted({ words: ['timeout', '60', 'sh', '-c', wait, 'sh', this.engineName] });
  }

  private async change(): Promise<void> {
    this.before.push(this.info);
    this.changed = await this.engine.getContainer(this.id).inspect();
  }

  /** Notes what was done to it, as a docker command. */
  private did(...words: readonly string[]): void {
    noted({ words: ['docker', ...words], engine: this.engine });
  }

  /** What the engine said of it when it had started, or when the scenario had last changed something about it. */
  get atStart(): Dockerode.ContainerInspectInfo {
    return notedInspect(this, this.info);
  }

  /**
   * Its endpoint on its network, as inspect gave it when it had started. The bridge that a container is on when no
   * network is named is `bridge`, except where an engine gives it another name: Podman's is `podman`.
   */
  get endpoint(): Dockerode.EndpointSettings | undefined {
    return this.endpointIn(this.atStart);
  }

  /** Its address on its network, as inspect gives it. Throws PromiseBroken where it has none. */
  get address(): string {
    const address = this.endpointIn(this.info)?.IPAddress;
    if (!address) throw new PromiseBroken(`inspect shows no address of ${this.name} on ${this.networkName}`);
    return address;
  }

  /** Its address on a network that it is connected to. Throws PromiseBroken where it has none there. */
  addressOn({ name, engineName }: RunningNetwork): string {
    const address = this.info.NetworkSettings.Networks[engineName]?.IPAddress;
    if (!address) throw new PromiseBroken(`inspect shows no address of ${this.name} on ${name}`);
    return address;
  }

  /** Its IPv6 address on its network, as inspect gives it. Throws PromiseBroken where it has none. */
  get address6(): string {
    const address = this.endpointIn(this.info)?.GlobalIPv6Address;
    if (!address) throw new PromiseBroken(`inspect shows no IPv6 address of ${this.name} on ${this.networkName}`);
    return address;
  }

  /** The URL of its server at its IPv6 address. */
  get url6(): string {
    return `http://[${this.address6}]:${this.port}`;
  }

  /** The gateway of its network: an address of the host. Throws PromiseBroken where it has none. */
  get gateway(): string {
    const gateway = this.endpointIn(this.info)?.Gateway;
    if (!gateway) throw new PromiseBroken(`inspect shows no gateway of ${this.name} on ${this.networkName}`);
    return gateway;
  }

  /** The same for IPv6. */
  get gateway6(): string {
    const gateway = this.endpointIn(this.info)?.IPv6Gateway;
    if (!gateway) throw new PromiseBroken(`inspect shows no IPv6 gateway of ${this.name} on ${this.networkName}`);
    return gateway;
  }

  /** All that the engine has said of it, the latest first: it may have had other addresses, on other networks. */
  get history(): readonly Dockerode.ContainerInspectInfo[] {
    return [this.info, ...this.before];
  }

  private get info(): Dockerode.ContainerInspectInfo {
    return this.changed ?? inspectedAtStart(this.id);
  }

  private endpointIn({ NetworkSettings }: Dockerode.ContainerInspectInfo): Dockerode.EndpointSettings | undefined {
    const { Networks } = NetworkSettings;
    return Networks[this.networkName] ?? (this.networkName === 'bridge' ? Networks['podman'] : undefined);
  }

  /** The URL of its server at its own address. */
  get url(): string {
    return this.urlAt(this.port);
  }

  /** The URL of a port of it at its own address. */
  urlAt(port: number): string {
    return `http://${this.address}:${port}`;
  }

  /** What the engine bound on its host for a port of the container; empty where it bound nothing. */
  bindings(port: number, protocol: Protocol = 'tcp'): readonly { HostIp: string; HostPort: string }[] {
    return this.atStart.NetworkSettings.Ports[`${port}/${protocol}`] ?? [];
  }

  /** The host's IPv4 port that the engine bound to a port of the container. Throws PromiseBroken where it bound none. */
  hostPort(port: number = this.port, protocol: Protocol = 'tcp'): number {
    const bound = Number(this.bindings(port, protocol).find(({ HostIp }) => !HostIp.includes(':'))?.HostPort);
    if (!bound) throw new PromiseBroken(`inspect shows no host port for ${port}/${protocol} of ${this.name}`);
    return bound;
  }

  /** The host's port that is bound on one IPv6 address, or on all. Throws PromiseBroken where there is none. */
  hostPort6(port: number = this.port): number {
    const bound = Number(this.bindings(port).find(({ HostIp }) => HostIp.includes(':'))?.HostPort);
    if (!bound)
      throw new PromiseBroken(`inspect shows no host port on an IPv6 address for ${port}/tcp of ${this.name}`);
    return bound;
  }

  /** The URL at which its published port is promised to answer, seen from the test process. */
  get publishedUrl(): string {
    return hostUrl(this.hostPort());
  }
}

/** The URL of a port of the engine's host, seen from the test process. Throws NotSupportedHere where none is in its reach. */
export function hostUrl(port: number): string {
  const { publishedAt } = currentRun().engine.location;
  if (publishedAt === undefined) throw new NotSupportedHere({ need: 'published-ports' });
  return `http://${publishedAt}:${port}`;
}

/** What became of a container that the engine might refuse. */
export type Attempted =
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  | { readonly kind: 'running'; readonly container: RunningContainer };
