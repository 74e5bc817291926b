import type Dockerode from 'dockerode';
import { type ComposeProgram, runCompose } from '../../engine/compose.ts';
import { currentRun, labelsOf } from '../../engine/run.ts';
import { removeContainer, removeNetwork } from '../../engine/sweep.ts';
import { listNetworks } from '../../engine/list-networks.ts';
import { poll } from '../../engine/poll.ts';
import { betweenBehaviours, reinstallsIsolation } from '../../engine/network-creation.ts';
import { imageInScript, roleImages } from '../../images/roles.ts';
import { type FileParts, wholeFile, withValues } from '../compose/file.ts';
import { type ServiceServer, serverInFile, serverOfService } from '../compose/server.ts';
import { serverInScript } from '../compose/server-in-script.ts';
import { yaml } from '../compose/yaml.ts';
import { type ComposeDeclaration, type ComposeFile, networksOf, sharedService } from '../declare/compose.ts';
import type { NetworkDeclaration } from '../declare/network.ts';
import type { ServerPorts } from '../ports.ts';
import { recordStep } from '../steps.ts';
import { RunningContainer } from './container.ts';
import { RunningNetwork } from './network.ts';
import { PromiseBroken } from './promise-broken.ts';
import type { Protocol } from './published-container.ts';

/** How a project is known. */
export interface ProjectStart {
  /** Its name in the scenario. */
  readonly name: string;
  /** Its name on the engine. */
  readonly engineName: string;
  readonly declaration: ComposeDeclaration;
  readonly engine: Dockerode;
  /** What `${PORT}` and the others stand for. */
  readonly values: FileParts['values'];
  /** The ports of its servers on the host's network. */
  readonly hostPorts: Required<ServerPorts>;
  /** The networks of the scenario that it joins. */
  readonly external: ReadonlyMap<NetworkDeclaration, RunningNetwork>;
}

/** The parts of a Compose file that replace those of the same names; the others stay. */
export type ComposeChange = Partial<ComposeFile>;

/** The result of `docker compose up` that may be refused. */
export type Upped =
  | { readonly kind: 'up' }
  | { readonly kind: 'refused'; readonly exitCode: number; readonly said: string };

/** The options of `docker compose run`. */
export interface OneOffOptions {
  readonly useAliases?: true;
  readonly servicePorts?: true;
  /** `--publish` */
  readonly publish?: string;
}

const PROJECT_LABEL = 'com.docker.compose.project';
const SERVICE_LABEL = 'com.docker.compose.service';
const NUMBER_LABEL = 'com.docker.compose.container-number';
const ONE_OFF_LABEL = 'com.docker.compose.oneoff';

/** A project of Docker Compose in a running scenario. */
export class RunningProject {
  readonly kind = 'project';
  readonly name: string;
  readonly engineName: string;
  readonly engine: Dockerode;
  private readonly started: ProjectStart;
  private file: ComposeFile;
  private found: readonly OfService[] = [];
  /** How many containers of `docker compose run` it had. */
  private oneOffCount = 0;

  constructor(started: ProjectStart) {
    this.name = started.name;
    this.engineName = started.engineName;
    this.engine = started.engine;
    this.started = started;
    this.file = started.declaration.file;
  }

  /** Its containers, with those of `docker compose run`. */
  get containers(): readonly RunningContainer[] {
    return this.found.map(({ container }) => container);
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
    return this.found
      .filter(({ service, oneOff }) => service === name && !oneOff)
      .toSorted((one, other) => one.number - other.number)
      .map(({ container }) => container);
  }

  /** A network of its Compose file, by its name there. */
  network(name: string): RunningNetwork {
    const { external } = this.file.networks?.[name] ?? {};
    if (typeof external === 'object') return this.externalNetwork(external);
    return new RunningNetwork(`${this.name}_${name}`, { Name: this.networkName(name) }, this.engine);
  }

  /** A host port or the like that its Compose file names: `valueOf('PORT')`. */
  valueOf(name: string): string {
    return withValues(`\${${name}}`, this.started.values);
  }

  /** `docker compose up --detach`, with parts of the file changed. Throws PromiseBroken where it is refused. */
  async up(change: ComposeChange = {}): Promise<void> {
    const upped = await this.tryUp(change);
    if (upped.kind === 'up') return;
    throw new PromiseBroken({
      subject: `docker compose up of ${this.name}`,
      expected: 'exit code 0',
      observed: `exit code ${upped.exitCode}: ${upped.said}`,
    });
  }

  /** The same where Docker Compose or the engine may refuse it; `services` are the only ones to start. */
  async tryUp(change: ComposeChange = {}, ...services: readonly string[]): Promise<Upped> {
    this.file = this.changedFile(change);
    const words = ['up', '--detach', ...services];
    const upped = reinstallsIsolation(currentRun().engine)
      ? await this.runBetween(words, change.networks !== undefined)
      : await this.run(words);
    if (upped.exitCode !== 0) return this.refused(upped, words);
    // the suite waits for the servers itself, and not for half a second at a time
    this.record(['up', '--detach', '--wait', ...words.slice(2)]);
    await this.update();
    return { kind: 'up' };
  }

  /** On some engines, a new network affects the behaviours of other processes: they wait until the project has its networks. */
  private async runBetween(words: readonly string[], changesNetworks: boolean): Promise<Said> {
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
    const { networks = {}, services } = this.file;
    const used = [...new Set(Object.values(services).flatMap(networksOf))];
    const created = used.filter((name) => networks[name]?.external === undefined);
    const listed = new Set((await listNetworks(this.engine)).map(({ Name }) => Name));
    return created.every((name) => listed.has(this.networkName(name)));
  }

  private async refused({ exitCode, said }: Said, words: readonly string[]): Promise<Upped> {
    const line = this.typed(words).join(' ');
    const stdin = this.fileInScript(this.file);
    recordStep({ words: ['sh', '-c', `${line} || true # it may be refused`], engine: this.engine, stdin });
    await this.update();
    return { kind: 'refused', exitCode, said };
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
    await this.update();
  }

  /** `docker compose down` */
  async down(): Promise<void> {
    await this.must(['down', '--volumes']);
    await this.update();
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
    const before = new Set(this.found.map(({ container }) => container.id));
    await this.must(['run', '--detach', ...words, service]);
    await this.update();
    const added = this.found.find(({ oneOff, container }) => oneOff && !before.has(container.id));
    if (!added) throw new Error(`docker compose run ${service} left no container`);
    return added.container;
  }

  /**
   * Removes all that it has on the engine, as `docker compose down --volumes --remove-orphans --timeout 0` does, by its label
   * and not by that program, which is under test as well.
   */
  async end(): Promise<void> {
    const listed = await this.listed();
    // some engines refuse to remove a container whose network another one shares
    const isSharing = ({ Labels }: Dockerode.ContainerInfo): boolean =>
      sharedService(this.file.services[Labels[SERVICE_LABEL] ?? ''] ?? {}) !== undefined;
    for (const shares of [true, false]) {
      const group = listed.filter((info) => isSharing(info) === shares);
      await Promise.all(group.map(({ Id }) => removeContainer(this.engine, Id)));
    }
    const networks = await listNetworks(this.engine, { filters: { label: [this.label] } });
    await Promise.all(networks.map(({ Name }) => removeNetwork(this.engine, Name)));
  }

  /** The names on the engine of the networks that it creates. */
  get networkNames(): string[] {
    const { networks = {} } = this.file;
    const own = Object.keys(networks).filter((name) => networks[name]?.external === undefined);
    return [...new Set(['default', ...own])].map((name) => this.networkName(name));
  }

  /** Its Compose file in a script, as the scenario brought it up; undefined for one that a behaviour brings up. */
  get fileAtStart(): string | undefined {
    const { file, later } = this.started.declaration;
    return later ? undefined : this.fileInScript(file);
  }

  private fileInScript(file: ComposeFile): string {
    const whole = wholeFile(file, {
      ...this.parts(),
      values: { ...this.started.values, PROJECT: `repro-${this.name.toLowerCase()}` },
      image: imageInScript,
      server: (name, service) => serverInScript(`${this.name}-${name}-1`, this.serverOf(name, file), service),
      nameOf: (declared) => `repro-${this.externalNetwork(declared).name.toLowerCase()}`,
      labels: {},
    });
    return yaml(whole);
  }

  private async must(words: readonly string[]): Promise<void> {
    const { exitCode, said } = await this.run(words);
    this.record(words);
    if (exitCode !== 0)
      throw new PromiseBroken({
        subject: `docker compose ${words[0]} of ${this.name}`,
        expected: 'exit code 0',
        observed: `exit code ${exitCode}: ${said}`,
      });
  }

  private record(words: readonly string[]): void {
    const stdin = needsFile(words) ? { stdin: this.fileInScript(this.file) } : {};
    recordStep({ words: this.typed(words), engine: this.engine, ...stdin });
  }

  private typed(words: readonly string[]): string[] {
    const file = needsFile(words) ? ['--file', '-'] : [];
    return ['docker', 'compose', '--project-name', this.engineName, ...file, ...words];
  }

  private async run(words: readonly string[]): Promise<Said> {
    const options = ['--ansi', 'never', '--progress', 'plain', '--project-name', this.engineName, '--file', '-'];
    // JSON is YAML
    const input = JSON.stringify(wholeFile(this.file, this.parts()));
    const { exitCode, stdout, stderr } = await runCompose(composeOfRun(), [...options, ...words], input);
    return { exitCode, stdout, said: lastLines(stderr || stdout) };
  }

  private parts(): FileParts {
    return {
      values: this.started.values,
      image: (role) => roleImages()[role].reference,
      server: (name) => serverInFile(this.serverOf(name)),
      nameOf: (declared) => this.externalNetwork(declared).engineName,
      labels: labelsOf(currentRun()),
    };
  }

  private serverOf(name: string, file: ComposeFile = this.file): ServiceServer {
    return serverOfService(file, name, this.engineName, this.started.hostPorts);
  }

  private externalNetwork(declared: NetworkDeclaration): RunningNetwork {
    const found = this.started.external.get(declared);
    if (!found) throw new Error(`the project ${this.name} was not started with that network`);
    return found;
  }

  private networkName(name: string): string {
    const given = this.file.networks?.[name]?.name;
    return given === undefined ? `${this.engineName}_${name}` : withValues(given, this.started.values);
  }

  private changedFile({ services, networks }: ComposeChange): ComposeFile {
    return {
      services: { ...this.file.services, ...services },
      ...(this.file.networks || networks ? { networks: { ...this.file.networks, ...networks } } : {}),
    };
  }

  private get label(): string {
    return `${PROJECT_LABEL}=${this.engineName}`;
  }

  private listed(): Promise<Dockerode.ContainerInfo[]> {
    return this.engine.listContainers({ all: true, filters: { label: [this.label] } });
  }

  /** Looks up its containers after Docker Compose has changed them, and waits until their servers answer. */
  private async update(): Promise<void> {
    const listed = await this.listed();
    const ids = new Set(listed.map(({ Id }) => Id));
    for (const { container } of this.found) if (!ids.has(container.id)) container.removedByOthers();
    this.found = await Promise.all(listed.map((info) => this.updated(info)));
  }

  private async updated({ Id, Labels }: Dockerode.ContainerInfo): Promise<OfService> {
    const known = this.found.find(({ container }) => container.id === Id);
    if (known) {
      await known.container.changedByOthers();
      return known;
    }
    const service = Labels[SERVICE_LABEL] ?? '';
    const oneOff = Labels[ONE_OFF_LABEL] === 'True';
    const number = Number(Labels[NUMBER_LABEL] ?? 1);
    const inspected = await this.engine.getContainer(Id).inspect();
    const container = this.containerOf(service, inspected);
    await container.changedByOthers();
    return { service, number, oneOff, container };
  }

  private containerOf(service: string, inspected: Dockerode.ContainerInspectInfo): RunningContainer {
    const { declaration, setup, identity } = this.serverOf(service);
    const engineName = inspected.Name.replace(/^\//, '');
    const [first = 'default'] = networksOf(this.file.services[service] ?? {}).toSorted();
    const { on } = declaration;
    return new RunningContainer({
      name: engineName.replace(this.engineName, this.name),
      id: inspected.Id,
      identity: identity.endsWith('_') ? `${identity}${inspected.Config.Hostname}` : identity,
      declaration,
      engineName,
      networkName: on.kind === 'predefined' ? on.mode : this.network(first).engineName,
      hostPorts: undefined,
      engine: this.engine,
      server: setup,
      inspected,
    });
  }
}

/** A container of a project. */
interface OfService {
  readonly service: string;
  /** Among those of its service, from 1. */
  readonly number: number;
  /** Whether `docker compose run` started it. */
  readonly oneOff: boolean;
  readonly container: RunningContainer;
}

/** Whether a command reads the Compose file; the others know a project by its labels. */
function needsFile([command]: readonly string[]): boolean {
  return command === 'up' || command === 'run';
}

interface Said {
  readonly exitCode: number;
  readonly stdout: string;
  readonly said: string;
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
