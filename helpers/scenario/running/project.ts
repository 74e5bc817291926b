import type Dockerode from 'dockerode';
import { type ComposeProgram, runCompose } from '../../engine/compose.ts';
import { listNetworks } from '../../engine/list-networks.ts';
import { betweenBehaviours, reinstallsIsolation } from '../../engine/network-creation.ts';
import { poll } from '../../engine/poll.ts';
import { currentRun } from '../../engine/run.ts';
import { networksOf } from '../declare/compose.ts';
import { recordStep } from '../steps.ts';
import type { RunningContainer } from './container.ts';
import { RunningNetwork } from './network.ts';
import { ProjectContainers } from './project-containers.ts';
import { type ComposeChange, ProjectFile, type ProjectFileStart } from './project-file.ts';
import { PromiseBroken } from './promise-broken.ts';
import type { Protocol } from './published-container.ts';

/** How a project is known. */
export interface ProjectStart extends ProjectFileStart {
  readonly engine: Dockerode;
}

/** The result of `docker compose up` that may be refused. */
export type Upped =
  | { readonly kind: 'up' }
  | { readonly kind: 'refused'; readonly exitCode: number; readonly printed: string };

/** The options of `docker compose run`. */
export interface OneOffOptions {
  readonly useAliases?: true;
  readonly servicePorts?: true;
  /** `--publish` */
  readonly publish?: string;
}

/** A project of Docker Compose in a running scenario. */
export class RunningProject {
  readonly kind = 'project';
  readonly name: string;
  readonly engineName: string;
  readonly engine: Dockerode;
  private readonly file: ProjectFile;
  private readonly found: ProjectContainers;
  /** How many containers of `docker compose run` it had. */
  private oneOffCount = 0;

  constructor(started: ProjectStart) {
    this.name = started.name;
    this.engineName = started.engineName;
    this.engine = started.engine;
    this.file = new ProjectFile(started);
    this.found = new ProjectContainers(started, started.engine, this.file);
  }

  /** Its containers, with those of `docker compose run`. */
  get containers(): readonly RunningContainer[] {
    return this.found.all;
  }

  /** Those that it had, which Docker Compose has removed. */
  get removedContainers(): readonly RunningContainer[] {
    return this.found.removed;
  }

  /** Whether a container of it answers with its ID in a script, because its service had several containers. */
  answersById(container: RunningContainer): boolean {
    return this.found.isOneOfSeveral(container);
  }

  /** The container of a service; of a scaled one, the first. */
  service(name: string): RunningContainer {
    const [first] = this.replicas(name);
    if (!first) throw new Error(`the project ${this.name} has no container of a service "${name}"`);
    return first;
  }

  /** The containers of a service, in the order of their numbers. */
  replicas(name: string): readonly RunningContainer[] {
    if (!(name in this.file.services)) throw new Error(`the project ${this.name} has no service "${name}"`);
    return this.found.of(name);
  }

  /** A network of its Compose file, by its name there. */
  network(name: string): RunningNetwork {
    const created = { Name: this.file.networkName(name) };
    return this.file.externalOf(name) ?? new RunningNetwork(`${this.name}_${name}`, created, this.engine);
  }

  /** A host port or the like that its Compose file names: `valueOf('PORT')`. */
  valueOf(name: string): string {
    return this.file.valueOf(name);
  }

  /** `docker compose up --detach`, with parts of the file changed. Throws PromiseBroken where it is refused. */
  async up(change: ComposeChange = {}): Promise<void> {
    const upped = await this.tryUp(change);
    if (upped.kind === 'up') return;
    throw new PromiseBroken({
      subject: `docker compose up of ${this.name}`,
      expected: 'exit code 0',
      observed: `exit code ${upped.exitCode}: ${upped.printed}`,
    });
  }

  /** The same where Docker Compose or the engine may refuse it; `services` are the only ones to start. */
  async tryUp(change: ComposeChange = {}, ...services: readonly string[]): Promise<Upped> {
    this.file.change(change);
    const words = ['up', '--detach', ...services];
    const upped = reinstallsIsolation(currentRun().engine)
      ? await this.runBetween(words, change.networks !== undefined)
      : await this.run(words);
    if (upped.exitCode !== 0) return this.refused(upped, words);
    // the suite waits for the servers itself, and not for half a second at a time
    this.record(['up', '--detach', '--wait', ...words.slice(2)]);
    await this.found.update();
    return { kind: 'up' };
  }

  /** On some engines, a new network affects the behaviours of other processes: they wait until the project has its networks. */
  private async runBetween(words: readonly string[], changesNetworks: boolean): Promise<Printed> {
    if (!changesNetworks && (await this.hasNetworks())) return this.run(words);
    const { running } = await betweenBehaviours(async () => {
      const ended = new AbortController();
      const upping = this.run(words).finally(() => ended.abort());
      await (changesNetworks ? upping : Promise.race([upping, this.untilNetworks(ended.signal)]));
      return { running: upping };
    });
    return running;
  }

  private async untilNetworks(signal: AbortSignal): Promise<void> {
    const limit = { waitingFor: `the networks of ${this.name}`, limitMs: 60_000, signal };
    // where Docker Compose fails, what it printed says more
    await poll(limit, () => this.hasNetworks()).catch(() => undefined);
  }

  /** Whether the networks that its services are on exist, but for external ones. */
  private async hasNetworks(): Promise<boolean> {
    const { networks, services } = this.file;
    const used = [...new Set(Object.values(services).flatMap(networksOf))];
    const created = used.filter((name) => networks[name]?.external === undefined);
    const listed = new Set((await listNetworks(this.engine)).map(({ Name }) => Name));
    return created.every((name) => listed.has(this.file.networkName(name)));
  }

  private async refused({ exitCode, printed }: Printed, words: readonly string[]): Promise<Upped> {
    const line = this.typed(words).join(' ');
    const stdin = this.inScript();
    recordStep({ words: ['sh', '-c', `${line} || true # it may be refused`], engine: this.engine, stdin });
    await this.found.update();
    return { kind: 'refused', exitCode, printed };
  }

  /** `docker compose up --scale SERVICE=NUMBER`: a scaled service has that many replicas. */
  async scale(service: string, replicas: number): Promise<void> {
    const declared = this.file.services[service];
    if (!declared) throw new Error(`the project ${this.name} has no service "${service}"`);
    await this.up({ services: { [service]: { ...declared, scale: replicas } } });
  }

  /** `docker compose restart`, until the servers answer. */
  async restart(service: string): Promise<void> {
    await this.must(['restart', service]);
    await this.found.update();
  }

  /** `docker compose down` */
  async down(): Promise<void> {
    await this.must(['down', '--volumes']);
    await this.found.update();
  }

  /** `docker compose port`: the host address and port that it prints; undefined for a port that is not published. */
  async port(
    service: string,
    port: number,
    { index, protocol }: { readonly index?: number; readonly protocol?: Protocol } = {},
  ): Promise<{ readonly address: string; readonly port: string } | undefined> {
    const options = [
      ...(index === undefined ? [] : ['--index', String(index)]),
      ...(protocol === undefined ? [] : ['--protocol', protocol]),
    ];
    const { exitCode, stdout } = await this.run(['port', ...options, service, String(port)]);
    this.record(['port', ...options, service, String(port)]);
    const [, address, printed] = (exitCode === 0 && stdout.trim().match(/^(.*):(\d+)$/)) || [];
    return address === undefined || printed === undefined ? undefined : { address, port: printed };
  }

  /** `docker compose run --detach`: another container of a service, which goes with the project. */
  async runOneOff(service: string, options: OneOffOptions = {}): Promise<RunningContainer> {
    this.oneOffCount += 1;
    const words = [
      // its usual name is drawn
      '--name',
      `${this.engineName}-${service}-once-${this.oneOffCount}`,
      ...(options.useAliases ? ['--use-aliases'] : []),
      ...(options.servicePorts ? ['--service-ports'] : []),
      ...(options.publish === undefined ? [] : ['--publish', options.publish]),
    ];
    const before = new Set(this.containers);
    await this.must(['run', '--detach', ...words, service]);
    await this.found.update();
    const added = this.found.fromRun.find((container) => !before.has(container));
    if (!added) throw new Error(`docker compose run ${service} left no container`);
    return added;
  }

  /** Removes all that it has on the engine, without Docker Compose. */
  async end(): Promise<void> {
    await this.found.removeAll();
  }

  /** The names on the engine of the networks that it creates. */
  get networkNames(): string[] {
    return this.file.networkNames;
  }

  /** Its Compose file in a script, as the scenario brought it up; undefined for one that a behaviour brings up. */
  get fileAtStart(): string | undefined {
    const { file, later } = this.file.atStart;
    return later ? undefined : this.file.inScript(file, this.found.severalOf);
  }

  private async must(words: readonly string[]): Promise<void> {
    const { exitCode, printed } = await this.run(words);
    this.record(words);
    if (exitCode !== 0)
      throw new PromiseBroken({
        subject: `docker compose ${words[0]} of ${this.name}`,
        expected: 'exit code 0',
        observed: `exit code ${exitCode}: ${printed}`,
      });
  }

  private record(words: readonly string[]): void {
    const stdin = needsFile(words) ? { stdin: this.inScript() } : {};
    recordStep({ words: this.typed(words), engine: this.engine, ...stdin });
  }

  /** Its Compose file as it is now, written once the script knows which services have several containers. */
  private inScript(): () => string {
    const file = this.file.now;
    return () => this.file.inScript(file, this.found.severalOf);
  }

  private typed(words: readonly string[]): string[] {
    const file = needsFile(words) ? ['--file', '-'] : [];
    return ['docker', 'compose', '--project-name', this.engineName, ...file, ...words];
  }

  private async run(words: readonly string[]): Promise<Printed> {
    const options = ['--ansi', 'never', '--progress', 'plain', '--project-name', this.engineName, '--file', '-'];
    const { exitCode, stdout, stderr } = await runCompose(composeOfRun(), [...options, ...words], this.file.asInput());
    return { exitCode, stdout, printed: lastLines(stderr || stdout) };
  }
}

/** Whether a command reads the Compose file; the others know a project by its labels. */
function needsFile([command]: readonly string[]): boolean {
  return command === 'up' || command === 'run';
}

interface Printed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly printed: string;
}

/** The last lines that a program printed: enough for its reason. */
function lastLines(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.filter(Boolean).slice(-2).join(' ');
}

/** The run's Docker Compose; a project without it is not started. */
function composeOfRun(): ComposeProgram {
  const { compose } = currentRun();
  if (!compose || !('version' in compose)) throw new Error('there is no Docker Compose');
  return compose;
}
