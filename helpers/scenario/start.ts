import { setTimeout } from 'node:timers/promises';
import { createNetwork } from '../engine/create-network.ts';
import { currentRun, labelsOf } from '../engine/run.ts';
import { whileNobodyJudges } from '../engine/steady.ts';
import { errorCode, errorText } from '../engine/user-error.ts';
import {
  type ContainerDeclaration,
  type Declaration,
  type EngineHostDeclaration,
  type NetworkDeclaration,
  type NetworkPluginDeclaration,
  aliasesOf,
  swarmMembers,
} from './declare.ts';
import { type Host, type Hosts, type RunningEngineHost, type RunningLanHost, ownHost, startHosts } from './hosts.ts';
import { type RunningListener, startListener } from './listener.ts';
import { type RunningPlugin, startScenarioPlugin } from './plugin.ts';
import { type Attempted, RunningContainer, RunningNetwork } from './running.ts';
import { networkOptions } from './network-options.ts';
import { obstacleTo } from './obstacles.ts';
import { type Connection, type Starting, startContainer } from './start-container.ts';
import { formSwarm } from './swarm.ts';

/** What a declaration becomes once the scenario runs. */
export type Member =
  | RunningNetwork
  | RunningContainer
  | Attempted
  | RunningEngineHost
  | RunningLanHost
  | RunningPlugin
  | RunningListener;

/** A scenario that is being started, or runs. */
export interface StartedScenario {
  /** Its members, once all of them run. Rejects where one cannot be started. */
  readonly members: Promise<Readonly<Record<string, Member>>>;
  /** Removes every container, network, process and host of it, as far as they are there. */
  remove(): Promise<void>;
}

type Declarations = Readonly<Record<string, Declaration>>;

/** Starts all that is declared, as much at a time as depends on nothing else. */
export function startScenario(declarations: Declarations, prefix: string): StartedScenario {
  const opening = new Opening(declarations, prefix);
  return { members: opening.members(), remove: () => opening.remove() };
}

/** How long parts that are still being started may take to come to an end when all is to be removed. */
const SETTLE_LIMIT_MS = 15_000;

/** A scenario that is being started: every part once, and each after those that it refers to. */
class Opening {
  private readonly declarations: Declarations;
  private readonly prefix: string;
  private readonly hosts: Promise<Hosts>;
  private readonly parts = new Map<Declaration, Promise<Member | undefined>>();
  private readonly running: Member[] = [];
  /** For each host of the swarm that its overlay networks span: that it is in. */
  private swarm: Promise<ReadonlyMap<EngineHostDeclaration, Promise<void>>> | undefined;
  /** Ends the lab, which is there before its hosts are. */
  private endLab: () => Promise<void> = async () => undefined;

  constructor(declarations: Declarations, prefix: string) {
    this.declarations = declarations;
    this.prefix = prefix;
    this.hosts = startHosts(declarations, prefix, (end) => {
      this.endLab = end;
    });
  }

  async members(): Promise<Readonly<Record<string, Member>>> {
    const named = Object.entries(this.declarations);
    // all of them come to an end before one that failed is told
    await Promise.allSettled(named.map(([, declared]) => this.start(declared)));
    const members = await Promise.all(
      named.map(async ([name, declared]) => [name, await this.start(declared)] as const),
    );
    return Object.fromEntries(members.filter((part): part is readonly [string, Member] => part[1] !== undefined));
  }

  /** What a declaration becomes; undefined for what cannot be had here. */
  start(declared: Declaration): Promise<Member | undefined> {
    if (obstacleTo(declared, currentRun().engine)) return Promise.resolve(undefined);
    const part = this.parts.get(declared) ?? this.kept(this.begin(declared));
    this.parts.set(declared, part);
    return part;
  }

  private async kept(part: Promise<Member | undefined>): Promise<Member | undefined> {
    const member = await part;
    if (member) this.running.push(member);
    return member;
  }

  private async begin(declared: Declaration): Promise<Member | undefined> {
    switch (declared.kind) {
      case 'engine-host':
        return (await this.hosts).engines.get(declared);
      case 'lan-host':
        return (await this.hosts).neighbours.get(declared);
      case 'network-plugin':
        return startScenarioPlugin(this.nameOf(declared), this.engineNameOf(declared));
      case 'listener':
        return startListener(this.nameOf(declared), this.engineNameOf(declared), declared.everywhere);
      case 'network':
        return this.createNetwork(declared);
      case 'container':
        return startContainer(await this.starting(declared, declared));
      case 'attempt':
        return startAttempt(await this.starting(declared, declared.container));
    }
  }

  async remove(): Promise<void> {
    try {
      const members = await this.startedSoFar();
      const containers = members.flatMap((member) => {
        if (member instanceof RunningContainer) return [member];
        return 'container' in member ? [member.container] : [];
      });
      // some engines do not let a container go whose network another one shares
      const sharing = containers.filter(({ declaration }) => declaration.on.kind === 'shared');
      await Promise.all(sharing.map((container) => container.remove()));
      await Promise.all(
        containers.filter((container) => !sharing.includes(container)).map((container) => container.remove()),
      );
      const networks = members.filter((member) => member instanceof RunningNetwork);
      await Promise.all(networks.map((network) => network.remove()));
      await Promise.all(members.flatMap((member) => ('end' in member ? [member.end()] : [])));
    } finally {
      await this.endLab();
    }
  }

  /** What there is to remove; parts that are still being started are waited for, and not for ever. */
  private async startedSoFar(): Promise<readonly Member[]> {
    const settled = Promise.allSettled(this.parts.values());
    await Promise.race([settled, setTimeout(SETTLE_LIMIT_MS, undefined, { ref: false })]);
    return this.running;
  }

  private nameOf(declared: Declaration): string {
    return Object.entries(this.declarations).find(([, candidate]) => candidate === declared)?.[0] ?? '';
  }

  private engineNameOf(declared: Declaration): string {
    return `${this.prefix}-${this.nameOf(declared).toLowerCase()}`;
  }

  private async createNetwork(declared: NetworkDeclaration): Promise<RunningNetwork> {
    const name = this.engineNameOf(declared);
    const [manager] = declared.across;
    if (manager) await this.inSwarm(manager);
    const { engine } = await this.hostAt(manager ?? declared.at);
    const beside = declared.beside && ((await this.start(declared.beside)) as RunningLanHost | undefined);
    const options = {
      Name: name,
      Driver: await this.driverOf(declared.driver),
      CheckDuplicate: true,
      ...networkOptions(declared, beside?.link),
      Labels: labelsOf(currentRun()),
    };
    const create = (): Promise<unknown> => createNetwork(engine, options);
    // on a host of the scenario's own, nobody else asks
    await (manager || declared.at ? create() : whileNobodyJudges(create));
    return new RunningNetwork(this.nameOf(declared), name, engine);
  }

  private async driverOf(driver: string | NetworkPluginDeclaration): Promise<string> {
    if (typeof driver === 'string') return driver;
    return ((await this.start(driver)) as RunningPlugin).driver;
  }

  private async starting(declared: Declaration, container: ContainerDeclaration): Promise<Starting> {
    const { on, at } = container;
    const network = on.kind === 'predefined' ? undefined : this.start(on.kind === 'shared' ? on.of : on);
    const [host, joined, alsoOn, dns] = await Promise.all([
      this.hostAt(at),
      network,
      this.connectionsOf(container),
      this.resolversOf(container),
    ]);
    if (on.kind === 'network' && at) await this.inSwarm(at);
    const engineName = this.engineNameOf(declared);
    return {
      name: this.nameOf(declared),
      engineName,
      identity: engineName,
      declaration: container,
      networkName: on.kind === 'predefined' ? on.mode : nameForRun(joined as RunningNetwork | RunningContainer),
      alsoOn,
      dns,
      host,
    };
  }

  private async connectionsOf({ alsoOn = [] }: ContainerDeclaration): Promise<Connection[]> {
    return Promise.all(
      alsoOn.map(async (attachment) => ({
        network: (await this.start(attachment.on)) as RunningNetwork,
        aliases: aliasesOf(attachment),
      })),
    );
  }

  /** Those that are there: where a LAN host may not be had, the behaviours that need it are not asked. */
  private async resolversOf({ dns = [] }: ContainerDeclaration): Promise<string[]> {
    const addresses = await Promise.all(
      dns.map(async (server) => {
        if (typeof server === 'string') return server;
        return ((await this.start(server)) as RunningLanHost | undefined)?.address;
      }),
    );
    return addresses.filter((address) => address !== undefined);
  }

  private async hostAt(at: EngineHostDeclaration | undefined): Promise<Host> {
    return at ? ((await this.start(at)) as RunningEngineHost) : ownHost();
  }

  private async inSwarm(host: EngineHostDeclaration): Promise<void> {
    this.swarm ??= this.formSwarm();
    await (await this.swarm).get(host);
  }

  private async formSwarm(): Promise<ReadonlyMap<EngineHostDeclaration, Promise<void>>> {
    const members = swarmMembers(this.declarations);
    const hosts = await Promise.all(members.map((host) => this.start(host)));
    const joined = formSwarm(hosts as RunningEngineHost[]);
    return new Map(members.map((host, index) => [host, joined[index] as Promise<void>]));
  }
}

/** What `docker run --network` is given. */
function nameForRun(joined: RunningNetwork | RunningContainer): string {
  return joined instanceof RunningContainer ? `container:${joined.id}` : joined.engineName;
}

/** Only the engine's own no is a refusal: an engine that cannot be asked is an error. */
async function startAttempt(starting: Starting): Promise<Attempted> {
  try {
    return { kind: 'running', container: await startContainer(starting) };
  } catch (error) {
    const status = errorCode(error);
    if (typeof status !== 'number') throw error;
    return { kind: 'refused', status, message: errorText(error) };
  }
}
