import type Dockerode from 'dockerode';
import { createNetwork } from '../../engine/create-network.ts';
import { betweenBehaviours } from '../../engine/network-creation.ts';
import { listNetworks } from '../../engine/list-networks.ts';
import { removeNetwork } from '../../engine/sweep.ts';
import { addressIn } from '../addressing.ts';
import type { HostPart } from '../declare.ts';
import { recordNetworkInspect } from '../inspected.ts';
import { recordStep } from '../steps.ts';
import { type Refused, refusalOf } from './refused.ts';

/** What `docker network rm` takes: a network's name, its ID, or the first digits of that. */
export type RemovedBy = 'name' | 'ID' | 'short ID';

const SHORT_ID_DIGITS = 12;

/** A network of a running scenario. */
export class RunningNetwork {
  /** Its name in the scenario. */
  readonly name: string;
  /** Its name on the engine. */
  readonly engineName: string;
  /** The engine that created it. */
  readonly engine: Dockerode;
  /** The IPv4 subnet that it was created with; undefined where the engine chose it. */
  readonly subnet: string | undefined;
  /** The IPv6 subnet that it was created with; undefined where it has none, or the engine chose it. */
  readonly subnet6: string | undefined;
  private readonly options: Dockerode.NetworkCreateOptions;
  /** The addresses that the behaviours chose. */
  readonly chosen = new Set<string>();
  private last: Dockerode.NetworkInspectInfo | undefined;

  constructor(
    name: string,
    options: Dockerode.NetworkCreateOptions,
    engine: Dockerode,
    subnet?: string,
    subnet6?: string,
  ) {
    this.name = name;
    this.engineName = options.Name;
    this.options = options;
    this.engine = engine;
    this.subnet = subnet;
    this.subnet6 = subnet6;
  }

  /** An address of the subnet that it was created with, by its last number. */
  addressAt(part: HostPart): string {
    if (this.subnet === undefined) throw new Error(`${this.name} has no subnet in its declaration`);
    const address = addressIn(this.subnet, part);
    this.chosen.add(address);
    return address;
  }

  /** Whether it has a parent interface, on whose link its containers are. */
  get hasParent(): boolean {
    return this.options.Options?.['parent'] !== undefined;
  }

  /** The latest inspect. */
  get lastInspected(): Dockerode.NetworkInspectInfo | undefined {
    return this.last;
  }

  /** Inspects it now. */
  async inspect(): Promise<Dockerode.NetworkInspectInfo> {
    this.last = await this.engine.getNetwork(this.engineName).inspect();
    return recordNetworkInspect(this, this.last);
  }

  /** Whether the engine lists it, by its whole name. */
  async isListed(): Promise<boolean> {
    const filters = { name: [this.engineName] };
    const listed = (await listNetworks(this.engine, { filters })).filter(({ Name }) => Name === this.engineName);
    const observed = { output: 'text', lines: listed.map(({ Name }) => Name) } as const;
    const words = ['docker', 'network', 'ls', '--filter', `name=${this.engineName}`, '--format', '{{.Name}}'];
    recordStep({ words, engine: this.engine, observed });
    return listed.length > 0;
  }

  /** `docker network rm`, which the engine may refuse. */
  async tryRemove(by: RemovedBy = 'name'): Promise<Refused | { readonly kind: 'removed' }> {
    const { Id } = by === 'name' ? { Id: '' } : await this.inspect();
    const word = { name: this.engineName, ID: Id, 'short ID': Id.slice(0, SHORT_ID_DIGITS) }[by];
    recordStep({ words: ['docker', 'network', 'rm', word], engine: this.engine });
    return (await refusalOf(() => this.engine.getNetwork(word).remove())) ?? { kind: 'removed' };
  }

  /**
   * Creates it again after its removal, with the same options, as soon as no other process runs a behaviour that it would
   * affect; a script repeats its name and subnet only.
   */
  async createAgain(): Promise<void> {
    await betweenBehaviours(() => createNetwork(this.engine, this.options));
    const subnet = this.subnet === undefined ? [] : ['--subnet', this.subnet];
    recordStep({ words: ['docker', 'network', 'create', ...subnet, this.engineName], engine: this.engine });
  }

  /** The same where the engine may refuse it; the suite chooses no subnet in its place. */
  async tryCreateAgain(): Promise<Refused | { readonly kind: 'created' }> {
    recordStep({ line: `docker network create ${this.engineName} || true # the engine may refuse it` });
    const create = (): Promise<unknown> => this.engine.createNetwork(this.options);
    return (await refusalOf(() => betweenBehaviours(create))) ?? { kind: 'created' };
  }

  /** `docker network create` with its name and options while it exists, which the engine must refuse. */
  async tryCreateTwice(): Promise<Refused | { readonly kind: 'created' }> {
    const create = `docker network create ${this.engineName} || true # the engine must refuse it`;
    recordStep({ words: ['sh', '-c', create] });
    return (await refusalOf(() => this.engine.createNetwork(this.options))) ?? { kind: 'created' };
  }

  /** `docker network inspect`, which the engine refuses where there is no such network. */
  async tryInspect(): Promise<Refused | { readonly kind: 'inspected' }> {
    recordStep({ line: `docker network inspect ${this.engineName} || true # the engine may refuse it` });
    return (await refusalOf(() => this.engine.getNetwork(this.engineName).inspect())) ?? { kind: 'inspected' };
  }

  /** Removes it now, instead of at the end of the scenario. */
  async remove(): Promise<void> {
    await removeNetwork(this.engine, this.engineName);
    recordStep({ words: ['docker', 'network', 'rm', this.engineName], engine: this.engine });
  }
}

/** The result of an attempt to create a network that the engine may refuse. */
export type AttemptedNetwork = Refused | { readonly kind: 'created'; readonly network: RunningNetwork };
