import type Dockerode from 'dockerode';
import { IDLE, startIdleOnHost } from '../engine/idle-on-host.ts';
import { labelsOf } from '../engine/run.ts';
import type { Owner } from '../engine/owner.ts';
import { removeContainer } from '../engine/sweep.ts';
import { UserError, errorText } from '../engine/user-error.ts';
import type { Runnable } from '../probe/exec.ts';
import type { StackContainer } from './stack.ts';

/** Whose probes they are, by the labels that the sweep of the next run looks for. */
interface Belongs {
  readonly id: string;
  readonly owner: Owner;
}

/**
 * The probe containers of a check: one in the network namespace of each container of the stack, with the programs of the
 * suite's image. They have none of Compose's labels, so that Compose does not take them for its own.
 */
export class Probes {
  private readonly engine: Dockerode;
  private readonly image: string;
  private readonly belongs: Belongs;
  private readonly capabilities: readonly string[];
  private readonly created: string[] = [];
  private isRemoving = false;

  /** `capabilities` are those of the probes beside containers. */
  constructor(engine: Dockerode, image: string, belongs: Belongs, capabilities: readonly string[] = []) {
    this.capabilities = capabilities;
    this.engine = engine;
    this.image = image;
    this.belongs = belongs;
  }

  /** Starts a probe in the network namespace of a container. Throws a UserError where the engine refuses. */
  async beside({ id, name }: Pick<StackContainer, 'id' | 'name'>): Promise<Runnable> {
    try {
      const container = await this.engine.createContainer({
        name: `dnc-${this.belongs.id}-${name}`,
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
  async onHost(usernsRemap: boolean): Promise<Runnable> {
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
    throw new Error('the check is ending');
  }
}
