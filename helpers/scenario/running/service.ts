import type Dockerode from 'dockerode';
import { latest } from '../../engine/poll.ts';
import { recordStep } from '../steps.ts';

/** A task of a service that runs: a container on one of the nodes. */
export interface Task {
  readonly name: string;
  readonly id: string;
  /** The identity in its answers. */
  readonly identity: string;
  /** Its address on the overlay network. */
  readonly address: string;
  readonly container: string;
  /** The node that it runs on. */
  readonly node: string;
  /** The host port that is published there, if any. */
  readonly hostPort: number | undefined;
}

/** How long the tasks of a service may take until they run. */
const TASKS = { limitMs: 60_000 };

/** Waits until the servers in the containers of these tasks answer. */
type WaitUntilServing = (tasks: readonly Task[]) => Promise<void>;

/** A service of a running scenario. */
export class RunningService {
  readonly kind = 'service';
  readonly name: string;
  readonly engineName: string;
  /** The engine of the manager. */
  readonly engine: Dockerode;
  /** Its tasks, once all of them run. */
  tasks: readonly Task[] = [];
  private readonly waitUntilServing: WaitUntilServing;

  constructor(name: string, engineName: string, engine: Dockerode, waitUntilServing: WaitUntilServing) {
    this.name = name;
    this.engineName = engineName;
    this.engine = engine;
    this.waitUntilServing = waitUntilServing;
  }

  /** Waits until this number of tasks run and answer; throws an Error that says what became of each task instead. */
  async untilRunning(count: number): Promise<void> {
    const areAll = (tasks: readonly Task[]) => tasks.length === count;
    this.tasks = await latest(TASKS, () => this.runningTasks(), areAll);
    if (areAll(this.tasks)) return this.waitUntilServing(this.tasks);
    const listed = await this.listTasks({ service: [this.engineName] });
    throw new Error(
      `${this.tasks.length} of ${count} tasks of the service "${this.name}" run after ${TASKS.limitMs / 1000} s: ` +
        (listed.map(stateOf).join('; ') || 'the engine has none'),
    );
  }

  /** `docker service inspect`: its virtual IP address; undefined where it has none. */
  async virtualAddress(): Promise<string | undefined> {
    const { Endpoint } = (await this.engine.getService(this.engineName).inspect()) as Inspected;
    const [address] = (Endpoint?.VirtualIPs ?? []).flatMap(({ Addr }) => (Addr ? [Addr.replace(/\/\d+$/, '')] : []));
    const words = ['docker', 'service', 'inspect', '--format', '{{len .Endpoint.VirtualIPs}}', this.engineName];
    const lines = [String(Endpoint?.VirtualIPs?.length ?? 0)];
    recordStep({ words, engine: this.engine, observed: { output: 'text', lines } });
    return address;
  }

  /** `docker service scale`, until it has this number of tasks, all of which answer. */
  async scale(replicas: number): Promise<void> {
    const service = this.engine.getService(this.engineName);
    const { Version, Spec } = (await service.inspect()) as Inspected;
    await service.update({ ...Spec, version: Version.Index, Mode: { Replicated: { Replicas: replicas } } });
    const words = ['docker', 'service', 'scale', `${this.engineName}=${replicas}`];
    recordStep({ words, engine: this.engine });
    await this.untilRunning(replicas);
  }

  /** Removes it, and with it its tasks. */
  async remove(): Promise<void> {
    await this.engine.getService(this.engineName).remove();
  }

  private async listTasks(filters: Record<string, readonly string[]>): Promise<readonly ListedTask[]> {
    return (await this.engine.listTasks({ filters: JSON.stringify(filters) })) as ListedTask[];
  }

  private async runningTasks(): Promise<Task[]> {
    const listed = await this.listTasks({ service: [this.engineName], 'desired-state': ['running'] });
    const running = listed.filter(({ Status }) => Status.State === 'running' && Status.ContainerStatus?.ContainerID);
    return running
      .toSorted((one, other) => one.ID.localeCompare(other.ID))
      .map(({ ID, NodeID, NetworksAttachments, Status }, index) => ({
        name: `${this.name} task ${index + 1}`,
        id: ID,
        identity: `${this.engineName}.${ID}`,
        address: (NetworksAttachments?.[0]?.Addresses?.[0] ?? '').replace(/\/\d+$/, ''),
        container: Status.ContainerStatus?.ContainerID ?? '',
        node: NodeID ?? '',
        hostPort: Status.PortStatus?.Ports?.[0]?.PublishedPort,
      }));
  }
}

/** A task's state in words, with the engine's reason where it has one. */
function stateOf({ ID, NodeID, Status }: ListedTask): string {
  const { State, Err, Message } = Status;
  return `task ${ID} on node ${NodeID ?? 'none'} is ${State} (${Err || Message || 'the engine says no more'})`;
}

/** https://docs.docker.com/reference/api/engine/ (Service, Task) */
interface Inspected {
  readonly Version: { readonly Index: number };
  readonly Spec: object;
  readonly Endpoint?: { readonly VirtualIPs?: readonly { readonly Addr?: string }[] };
}

interface ListedTask {
  readonly ID: string;
  /** Absent until the task is assigned to a node. */
  readonly NodeID?: string;
  readonly NetworksAttachments?: readonly { readonly Addresses?: readonly string[] }[];
  readonly Status: {
    readonly State: string;
    readonly Message?: string;
    readonly Err?: string;
    readonly ContainerStatus?: { readonly ContainerID?: string };
    readonly PortStatus?: { readonly Ports?: readonly { readonly PublishedPort: number }[] };
  };
}
