import type Dockerode from 'dockerode';
import { inspectedAtStart } from '../engine/client.ts';
import { currentRun } from '../engine/run.ts';
import { removeContainer, removeNetwork } from '../engine/sweep.ts';
import type { ContainerDeclaration } from './declare.ts';
import type { Server } from './servers.ts';

/** An expectation that did not hold: of what, and what was observed instead. */
export interface Broken {
  /** `its driver in inspect`, `nginx asked: GET http://grafana:3000` */
  readonly what: string;
  readonly observed: unknown;
}

/** The engine did not do what was promised; or not what the scenario needs in order to ask at all, which is as bad. */
export class PromiseBroken extends Error {
  readonly broken: Broken;

  constructor(message: string, broken: Broken = { what: message, observed: undefined }) {
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

  constructor(name: string, engineName: string, engine: Dockerode) {
    this.name = name;
    this.engineName = engineName;
    this.engine = engine;
  }

  /** What the engine says of it now. */
  async inspect(): Promise<Dockerode.NetworkInspectInfo> {
    return this.engine.getNetwork(this.engineName).inspect();
  }

  /** Removes it now, instead of at the end of the scenario. */
  async remove(): Promise<void> {
    await removeNetwork(this.engine, this.engineName);
  }
}

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
  private isRemoved = false;

  constructor(
    known: ContainerIdentity & {
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
    this.port = known.server.port;
    this.networkName = known.networkName;
    this.engine = known.engine;
  }

  /** What the engine says of it now. */
  async inspect(): Promise<Dockerode.ContainerInspectInfo> {
    return this.engine.getContainer(this.id).inspect();
  }

  /** Removes it now, instead of at the end of the scenario. */
  async remove(): Promise<void> {
    this.isRemoved = true;
    await removeContainer(this.engine, this.id);
  }

  /** Whether the scenario removed it itself: then it is rightly gone. */
  get removed(): boolean {
    return this.isRemoved;
  }

  /** What the engine said of it when it had started. */
  get atStart(): Dockerode.ContainerInspectInfo {
    return inspectedAtStart(this.id);
  }

  /**
   * Its endpoint on its network, as inspect gave it when it had started. The bridge that a container is on when no
   * network is named is `bridge`, except where an engine gives it another name: Podman's is `podman`.
   */
  get endpoint(): Dockerode.EndpointSettings | undefined {
    const { Networks } = this.atStart.NetworkSettings;
    return Networks[this.networkName] ?? (this.networkName === 'bridge' ? Networks['podman'] : undefined);
  }

  /** Its address on its network, as inspect gives it. Throws PromiseBroken where it has none. */
  get address(): string {
    const address = this.endpoint?.IPAddress;
    if (!address) throw new PromiseBroken(`inspect shows no address of ${this.name} on ${this.networkName}`);
    return address;
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
  bindings(port: number): readonly { HostIp: string; HostPort: string }[] {
    return this.atStart.NetworkSettings.Ports[`${port}/tcp`] ?? [];
  }

  /** The host's IPv4 port that the engine bound to a port of the container. Throws PromiseBroken where it bound none. */
  hostPort(port: number = this.port): number {
    const bound = Number(this.bindings(port).find(({ HostIp }) => !HostIp.includes(':'))?.HostPort);
    if (!bound) throw new PromiseBroken(`inspect shows no host port for ${port}/tcp of ${this.name}`);
    return bound;
  }

  /** The URL at which its published port is promised to answer, seen from the test process. */
  get publishedUrl(): string {
    return hostUrl(this.hostPort());
  }
}

/** The URL of a port of the engine's host, seen from the test process. */
export function hostUrl(port: number): string {
  return `http://${currentRun().engine.location.publishedAt}:${port}`;
}

/** What became of a container that the engine might refuse. */
export type Attempted =
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  | { readonly kind: 'running'; readonly container: RunningContainer };
