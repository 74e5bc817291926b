import type Dockerode from 'dockerode';
import { ProbeContainers, type ProbeContainer } from '../../engine/probe-containers.ts';
import { currentRun } from '../../engine/run.ts';
import type { ExistingContainerDeclaration, ExistingServiceDeclaration } from '../declare/existing.ts';
import { ownHost } from '../hosts.ts';
import { ExistingContainer, ExistingService, type FoundContainer, engineNameOf } from './container.ts';
import { findContainer, findReplicas } from './find.ts';

/** The containers of the user in a scenario, and the probe beside each of them. */
export class ExistingContainers {
  private readonly prefix: string;
  private probes: ProbeContainers | undefined;
  private readonly started = new Map<string, Promise<ProbeContainer>>();

  /** `prefix` begins the names of the probes. */
  constructor(prefix: string) {
    this.prefix = prefix;
  }

  /** Finds a container, and starts a probe beside it. Throws a UserError where it is not there, or does not run. */
  async container(name: string, { query }: ExistingContainerDeclaration): Promise<ExistingContainer> {
    const { engine } = await ownHost();
    return this.withProbe(name, await findContainer(name, query, engine), engine);
  }

  /** Finds the replicas of a service, and starts a probe beside each. */
  async service(name: string, { query }: ExistingServiceDeclaration): Promise<ExistingService> {
    const { engine } = await ownHost();
    const found = await findReplicas(name, query, engine);
    const nameOf = ({ inspected }: FoundContainer): string => (found.length === 1 ? name : engineNameOf(inspected));
    return new ExistingService(name, await Promise.all(found.map((one) => this.withProbe(nameOf(one), one, engine))));
  }

  private async withProbe(name: string, found: FoundContainer, engine: Dockerode): Promise<ExistingContainer> {
    const id = found.owner.Id;
    const probe = this.started.get(id) ?? this.start(found);
    this.started.set(id, probe);
    return new ExistingContainer(name, found, engine, await probe);
  }

  private async start({ owner }: FoundContainer): Promise<ProbeContainer> {
    const { engine, images } = await ownHost();
    this.probes ??= new ProbeContainers(engine, images.nginx.reference, currentRun(), { prefix: this.prefix });
    return this.probes.beside({ id: owner.Id, name: engineNameOf(owner) });
  }

  /** Removes the probes, and nothing else. */
  async remove(): Promise<void> {
    await this.probes?.remove();
  }
}
