import type Dockerode from 'dockerode';
import { listNetworks } from '../../engine/list-networks.ts';
import { removeContainer, removeNetwork } from '../../engine/sweep.ts';
import { networksOf, sharedService } from '../declare/compose.ts';
import { RunningContainer } from './container.ts';
import type { ProjectFile, ProjectFileStart } from './project-file.ts';

const PROJECT_LABEL = 'com.docker.compose.project';
const SERVICE_LABEL = 'com.docker.compose.service';
const NUMBER_LABEL = 'com.docker.compose.container-number';
const ONE_OFF_LABEL = 'com.docker.compose.oneoff';

/** A container of a project. */
interface OfService {
  readonly service: string;
  /** Among those of its service, from 1. */
  readonly number: number;
  /** Whether `docker compose run` started it. */
  readonly oneOff: boolean;
  readonly container: RunningContainer;
}

/** The containers of a project, as Docker Compose has left them on the engine. */
export class ProjectContainers {
  private readonly project: Pick<ProjectFileStart, 'name' | 'engineName'>;
  private readonly engine: Dockerode;
  private readonly file: ProjectFile;
  private found: readonly OfService[] = [];
  /** Those that Docker Compose has removed, the latest first. */
  private gone: readonly OfService[] = [];

  constructor(project: Pick<ProjectFileStart, 'name' | 'engineName'>, engine: Dockerode, file: ProjectFile) {
    this.project = project;
    this.engine = engine;
    this.file = file;
  }

  /** All of them, with those of `docker compose run`. */
  get all(): readonly RunningContainer[] {
    return this.found.map(({ container }) => container);
  }

  /** Those of `docker compose run`. */
  get fromRun(): readonly RunningContainer[] {
    return this.found.filter(({ oneOff }) => oneOff).map(({ container }) => container);
  }

  get removed(): readonly RunningContainer[] {
    return this.gone.map(({ container }) => container);
  }

  /** The services that had containers of several names. */
  get severalOf(): ReadonlySet<string> {
    const namesOf = Map.groupBy(this.ever, ({ service }) => service);
    const several = [...namesOf].filter(([, all]) => new Set(all.map(({ container }) => container.name)).size > 1);
    return new Set(several.map(([service]) => service));
  }

  isOneOfSeveral(wanted: RunningContainer): boolean {
    const { severalOf } = this;
    return this.ever.some(({ service, container }) => container === wanted && severalOf.has(service));
  }

  private get ever(): readonly OfService[] {
    return [...this.found, ...this.gone];
  }

  /** The containers of a service, in the order of their numbers. */
  of(name: string): readonly RunningContainer[] {
    return this.found
      .filter(({ service, oneOff }) => service === name && !oneOff)
      .toSorted((one, other) => one.number - other.number)
      .map(({ container }) => container);
  }

  /** Looks them up after Docker Compose has changed them, and waits until their servers answer. */
  async update(): Promise<void> {
    const listed = await this.listContainers();
    const ids = new Set(listed.map(({ Id }) => Id));
    const removed = this.found.filter(({ container }) => !ids.has(container.id));
    for (const { container } of removed) container.removedByOthers();
    this.gone = [...removed, ...this.gone];
    this.found = await Promise.all(listed.map((info) => this.updated(info)));
  }

  /**
   * Removes them and the project's networks, as `docker compose down --volumes --remove-orphans --timeout 0` does, by their
   * label and not by that program, which is under test as well.
   */
  async removeAll(): Promise<void> {
    const listed = await this.listContainers();
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

  private get label(): string {
    return `${PROJECT_LABEL}=${this.project.engineName}`;
  }

  private listContainers(): Promise<Dockerode.ContainerInfo[]> {
    return this.engine.listContainers({ all: true, filters: { label: [this.label] } });
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
    const container = this.containerOf(service, await this.engine.getContainer(Id).inspect());
    await container.changedByOthers();
    return { service, number, oneOff, container };
  }

  private containerOf(service: string, inspected: Dockerode.ContainerInspectInfo): RunningContainer {
    const { declaration, setup, identity } = this.file.serverOf(service);
    const engineName = inspected.Name.replace(/^\//, '');
    const [first = 'default'] = networksOf(this.file.services[service] ?? {}).toSorted();
    const { on } = declaration;
    return new RunningContainer({
      name: engineName.replace(this.project.engineName, this.project.name),
      id: inspected.Id,
      identity: identity.endsWith('_') ? `${identity}${inspected.Config.Hostname}` : identity,
      declaration,
      engineName,
      networkName: on.kind === 'predefined' ? on.mode : this.file.nameOnEngine(first),
      hostPorts: undefined,
      engine: this.engine,
      server: setup,
      inspected,
    });
  }
}
