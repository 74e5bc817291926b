import type Dockerode from 'dockerode';
import { IDLE, startIdleOnHost } from './idle-on-host.ts';
import type { Owner } from './owner.ts';
import { labelsOf } from './run.ts';
import { removeContainer } from './sweep.ts';
import { UserError, errorText } from './user-error.ts';

/** Whose probes they are, by the labels that the sweep of the next run looks for. */
interface Belongs {
  readonly id: string;
  readonly owner: Owner;
}

/** A probe: commands run in it. */
export interface ProbeContainer {
  readonly id: string;
  readonly name: string;
  readonly engine: Dockerode;
}

/**
 * Probe containers beside containers of the user: each in the network namespace of one, with the programs of the suite's
 * image. They have none of Compose's labels, so that Compose does not take them for its own.
 */
export class ProbeContainers {
  private readonly engine: Dockerode;
  private readonly image: string;
  private readonly belongs: Belongs;
  private readonly prefix: string;
  private readonly capabilities: readonly string[];
  private readonly created: string[] = [];
  private isRemoving = false;

  /** `capabilities` are those of the probes beside containers, whose names begin with `prefix`. */
  constructor(
    engine: Dockerode,
    image: string,
    belongs: Belongs,
    { capabilities = [], prefix = `dnc-${belongs.id}` }: { capabilities?: readonly string[]; prefix?: string } = {},
  ) {
    this.capabilities = capabilities;
    this.prefix = prefix;
    this.engine = engine;
    this.image = image;
    this.belongs = belongs;
  }

  /** Starts a probe in the network namespace of a container. Throws a UserError where the engine refuses. */
  async beside({ id, name }: { readonly id: string; readonly name: string }): Promise<ProbeContainer> {
    try {
      const container = await this.engine.createContainer({
        name: `${this.prefix}-${name}`,
        Image: this.image,
        Entrypoint: [...IDLE],
        Cmd: [],
        User: '0',
        Labels: labelsOf(this.belongs),
        HostConfig: {
          NetworkMode: `container:${id}`,
          CapDrop: ['ALL'],
          CapAdd: [...this.capabilities],
          SecurityOpt: ['no-new-privileges'],
        },
      });
      await this.record(container.id);
      await container.start();
      return { id: container.id, name: `the probe of ${name}`, engine: this.engine };
    } catch (error) {
      throw new UserError(
        `The engine starts no probe in the network namespace of ${name} (${errorText(error)}): see that the container still runs, and that this user may start containers.`,
      );
    }
  }

  /** Starts a probe on the network of the engine's host. Throws where the engine refuses. */
  async onHost(usernsRemap: boolean): Promise<ProbeContainer> {
    const options = { CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'] };
    const id = await startIdleOnHost(this.engine, this.image, usernsRemap, options);
    await this.record(id);
    return { id, name: 'the probe on the host', engine: this.engine };
  }

  /** Removes all of them, also those that are starting. */
  async remove(): Promise<void> {
    this.isRemoving = true;
    await Promise.all(this.created.splice(0).map((id) => removeContainer(this.engine, id)));
  }

  private async record(id: string): Promise<void> {
    if (!this.isRemoving) {
      this.created.push(id);
      return;
    }
    await removeContainer(this.engine, id);
    throw new Error('the probes are being removed');
  }
}
