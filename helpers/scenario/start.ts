import { currentRun } from '../engine/run.ts';
import { TimedOut, withTimeout } from '../engine/timeout.ts';
import type { ContainerDeclaration } from './declare/container.ts';
import { type Declaration, type Declarations, swarmMembers } from './declare/declaration.ts';
import type { HostPortsDeclaration } from './declare/host-ports.ts';
import type { EngineHostDeclaration, ListenerDeclaration } from './declare/hosts.ts';
import { ExistingContainers } from './existing/start.ts';
import { type Host, type Hosts, ownHost, startHosts } from './hosts.ts';
import { startListener } from './listener.ts';
import { startListenerContainer } from './listener-container.ts';
import type { Member, MemberOf } from './member.ts';
import { obstacleTo } from './obstacles.ts';
import { startScenarioPlugin } from './plugin.ts';
import { type HostPortRange, freeHostPorts, takenPort } from './ports.ts';
import { startAttempt, startContainer } from './start/container.ts';
import { startNetwork, startNetworkAttempt } from './start/network.ts';
import { startProject } from './start/project.ts';
import { removeMembers } from './start/remove.ts';
import { startService } from './start/service.ts';
import type { ScenarioParts } from './start/scenario-parts.ts';
import { formSwarm } from './swarm.ts';

export type { Member } from './member.ts';

/** A scenario that is starting or running. */
export interface StartedScenario {
  /** Its members, once all of them run. Rejects where one cannot be started. */
  readonly members: Promise<Readonly<Record<string, Member>>>;
  /** Removes its containers, networks, processes and hosts, as far as they exist. */
  remove(): Promise<void>;
}

/** Starts all declarations, each as soon as those that it refers to run. */
export function startScenario(declarations: Declarations, prefix: string): StartedScenario {
  const start = new ScenarioStart(declarations, prefix);
  return { members: start.members(), remove: () => start.remove() };
}

/** How long the removal of a scenario waits for parts that are still starting. */
const SETTLE_LIMIT_MS = 15_000;

/** The start of a scenario: it starts every part once, after the parts that it refers to. */
class ScenarioStart implements ScenarioParts {
  private readonly declarations: Declarations;
  private readonly prefix: string;
  private readonly hosts: Promise<Hosts>;
  private readonly parts = new Map<Declaration, Promise<Member | undefined>>();
  private readonly hostPorts = new Map<HostPortsDeclaration, Promise<HostPortRange>>();
  private readonly running: Member[] = [];
  /** The projects that may have containers, and the services whose tasks may not run yet. */
  private readonly unfinished = new Set<Member>();
  /** For each host of the swarm that the overlay networks span: fulfilled when it has joined. */
  private swarm: Promise<ReadonlyMap<EngineHostDeclaration, Promise<void>>> | undefined;
  /** The containers of the user, with a probe beside each. */
  private readonly existing: ExistingContainers;
  /** Ends the lab, which exists before its hosts do. */
  private endLab: () => Promise<void> = async () => undefined;

  constructor(declarations: Declarations, prefix: string) {
    this.declarations = declarations;
    this.prefix = prefix;
    this.existing = new ExistingContainers(`${prefix}-probe`);
    this.hosts = startHosts(declarations, prefix, (end) => {
      this.endLab = end;
    });
  }

  async members(): Promise<Readonly<Record<string, Member>>> {
    const named = Object.entries(this.declarations);
    // an error is reported only once nothing is starting any more
    await Promise.allSettled(named.map(([, declared]) => this.start(declared)));
    const members = await Promise.all(
      named.map(async ([name, declared]) => [name, await this.start(declared)] as const),
    );
    return Object.fromEntries(members.filter((part): part is readonly [string, Member] => part[1] !== undefined));
  }

  async start<D extends Declaration>(declared: D): Promise<MemberOf<D> | undefined> {
    if (obstacleTo(declared, currentRun().engine)) return undefined;
    const part = this.parts.get(declared) ?? this.recorded(this.begin(declared));
    this.parts.set(declared, part);
    return part as Promise<MemberOf<D> | undefined>;
  }

  async startRequired<D extends Declaration>(declared: D): Promise<MemberOf<D>> {
    const member = await this.start(declared);
    if (!member) throw new Error(`"${this.nameOf(declared)}" cannot be started on this machine`);
    return member;
  }

  private async recorded(part: Promise<Member | undefined>): Promise<Member | undefined> {
    const member = await part;
    if (member) this.running.push(member);
    return member;
  }

  private async begin(declared: Declaration): Promise<Member | undefined> {
    switch (declared.kind) {
      case 'engine-host':
        return (await this.hosts).engines.get(declared);
      case 'lan-host':
        return (await this.hosts).lanHosts.get(declared);
      case 'network-plugin':
        return startScenarioPlugin(this.nameOf(declared), this.engineNameOf(declared));
      case 'listener':
        return this.startListener(declared);
      case 'network':
        return startNetwork(declared, declared, this);
      case 'network-attempt':
        return startNetworkAttempt(declared, this);
      case 'container':
        return startContainer(declared, declared, this);
      case 'attempt':
        return startAttempt(declared, this);
      case 'service':
        return startService(declared, this, (service) => this.unfinished.add(service));
      case 'compose':
        // it may leave containers where it is refused
        return startProject(declared, this, (project) => this.unfinished.add(project));
      case 'existing-container':
        return this.existing.container(this.nameOf(declared), declared);
      case 'existing-service':
        return this.existing.service(this.nameOf(declared), declared);
    }
  }

  /** A listener of this process where it is on the engine's host, or in a container there. */
  private async startListener(declared: ListenerDeclaration): Promise<Member> {
    const { location, surroundings } = currentRun().engine;
    const isElsewhere = !location.sharesNetwork && surroundings.hostNetworkRefused === undefined;
    const start = isElsewhere ? startListenerContainer : startListener;
    return start(this.nameOf(declared), this.engineNameOf(declared), declared.everywhere);
  }

  async remove(): Promise<void> {
    try {
      await removeMembers(await this.startedSoFar());
    } finally {
      await Promise.all([this.existing.remove(), this.endLab()]);
    }
  }

  /** The members to remove, once no part is starting any more, or after a limit. */
  private async startedSoFar(): Promise<readonly Member[]> {
    const limit = { waitingFor: 'the parts of a scenario that are still starting', limitMs: SETTLE_LIMIT_MS };
    await withTimeout(limit, Promise.allSettled(this.parts.values())).catch((error: unknown) => {
      if (!(error instanceof TimedOut)) throw error;
    });
    return [...new Set([...this.running, ...this.unfinished])];
  }

  nameOf(declared: Declaration): string {
    return Object.entries(this.declarations).find(([, candidate]) => candidate === declared)?.[0] ?? '';
  }

  engineNameOf(declared: Declaration): string {
    return `${this.prefix}-${this.nameOf(declared).toLowerCase()}`;
  }

  async hostAt(at: EngineHostDeclaration | undefined): Promise<Host> {
    return at ? this.startRequired(at) : ownHost();
  }

  async hostPortsOf(declared: ContainerDeclaration): Promise<HostPortRange | undefined> {
    const { publishAt } = declared;
    if (typeof publishAt !== 'object') return undefined;
    if (publishAt.kind === 'listener')
      return { first: takenPort(await this.startRequired(publishAt), declared), count: 1 };
    const drawn = this.hostPorts.get(publishAt) ?? freeHostPorts(publishAt.count);
    this.hostPorts.set(publishAt, drawn);
    return drawn;
  }

  async joinSwarm(host: EngineHostDeclaration): Promise<void> {
    this.swarm ??= this.formSwarm();
    await (await this.swarm).get(host);
  }

  private async formSwarm(): Promise<ReadonlyMap<EngineHostDeclaration, Promise<void>>> {
    const members = swarmMembers(this.declarations);
    const hosts = await Promise.all(members.map((host) => this.startRequired(host)));
    const joined = formSwarm(hosts);
    return new Map(members.map((host, index) => [host, joined[index] as Promise<void>]));
  }
}
