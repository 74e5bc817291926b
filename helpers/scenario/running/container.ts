import { latest } from '../../engine/poll.ts';
import { removeContainer } from '../../engine/sweep.ts';
import { NotSupportedHere } from '../../engine/unsupported.ts';
import { errorCode, errorText } from '../../engine/user-error.ts';
import type { EndpointOptions } from '../declare.ts';
import { connectWords, endpointConfig } from '../endpoint-config.ts';
import type { ServerSetup } from '../servers.ts';
import { READY_LIMIT_MS, UntilServing } from '../serving.ts';
import { recordStep } from '../steps.ts';
import type { StartedAs } from './inspected-container.ts';
import type { RunningNetwork } from './network.ts';
import { PublishedContainer } from './published-container.ts';
import { PromiseBroken } from './promise-broken.ts';
import { type Refused, refusalOf } from './refused.ts';

const SECOND_MS = 1000;

/** The errors of Podman configured without cgroups, and of rootless Docker where it may not use them. */
const WITHOUT_CGROUPS = /without using cgroups|cgroups not configured/i;

/** How long a restart policy may take: Docker waits for a tenth of a second at first, Podman not at all. */
const RESTART_PACE = { limitMs: 45_000, intervalMs: 50 };

/** The same, looked up often: what an engine does just after the end of a program is over soon. */
const END_PACE = { ...RESTART_PACE, intervalMs: 5 };

/** A container of a running scenario, which can be stopped, started, renamed, connected and removed. */
export class RunningContainer extends PublishedContainer {
  /** The number of starts until the engine found a free host port. */
  starts = 1;
  private readonly server: ServerSetup;
  private isRemoved = false;
  private isStopped = false;

  constructor(started: StartedAs & { readonly server: ServerSetup }) {
    super(started, started.server);
    this.server = started.server;
  }

  /** Whether the scenario itself removed or stopped it, or its engine. */
  get ended(): boolean {
    return this.isRemoved || this.isStopped;
  }

  /** Removes it now, instead of at the end of the scenario. */
  async remove(): Promise<void> {
    this.isRemoved = true;
    await removeContainer(this.engine, this.id);
    this.recordCommand('rm', '--force', '--volumes', this.engineName);
  }

  /** `docker stop --time 0` */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.engine.getContainer(this.id).stop({ t: 0 });
    this.recordCommand('stop', '--time', '0', this.engineName);
  }

  /** `docker start` after `stop`, until its server answers: its address may be another. */
  async start(): Promise<void> {
    try {
      await this.engine.getContainer(this.id).start();
    } catch (error) {
      // 304: it is already running
      if (errorCode(error) === 304) return;
      throw error;
    }
    this.recordCommand('start', this.engineName);
    await this.waitUntilServing();
  }

  /** `docker start` of a stopped container, which the engine may refuse. */
  async tryStart(): Promise<Refused | { readonly kind: 'running' }> {
    const refused = await refusalOf(() => this.start());
    if (!refused) return { kind: 'running' };
    const start = `docker start ${this.engineName} || true # the engine may refuse it`;
    recordStep({ words: ['sh', '-c', start] });
    return refused;
  }

  /** `docker restart --time 0`, until its server answers: its address may be another. */
  async restart(): Promise<void> {
    await this.engine.getContainer(this.id).restart({ t: 0 });
    this.recordCommand('restart', '--time', '0', this.engineName);
    await this.waitUntilServing();
  }

  /** `docker rename` */
  async rename(engineName: string): Promise<void> {
    this.recordCommand('rename', this.engineName, engineName);
    await this.engine.getContainer(this.id).rename({ name: engineName });
    await this.refresh();
  }

  /** `docker network connect OPTIONS NETWORK`; `address` stays the one on its first network. */
  async connect(network: ConnectTarget, options: EndpointOptions = {}): Promise<void> {
    const endpoint = endpointConfig(options, network);
    const config = Object.keys(endpoint).length === 0 ? {} : { EndpointConfig: endpoint };
    await this.engine.getNetwork(network.engineName).connect({ Container: this.id, ...config });
    this.recordCommand('network', 'connect', ...connectWords(options, network), network.engineName, this.engineName);
    await this.refresh();
  }

  /** The same where the engine may refuse it: the refusal, or undefined. */
  async tryConnect(network: ConnectTarget, options: EndpointOptions = {}): Promise<Refused | undefined> {
    const refusal = await refusalOf(() => this.connect(network, options));
    const words = ['network', 'connect', ...connectWords(options, network), network.engineName, this.engineName];
    if (refusal) recordStep({ line: `docker ${words.join(' ')} || true # the engine refused it` });
    return refusal;
  }

  /** The bytes that each of its interfaces received and sent, as `docker stats` adds them up. */
  async traffic(): Promise<Readonly<Record<string, Traffic>>> {
    const { networks } = await this.stats();
    this.recordCommand('stats', '--no-stream', '--format', '{{.NetIO}}', this.engineName);
    const counted = Object.entries((networks ?? {}) as Record<string, { rx_bytes: number; tx_bytes: number }>);
    return Object.fromEntries(
      counted.map(([name, { rx_bytes: received, tx_bytes: sent }]) => [name, { received, sent }]),
    );
  }

  private async stats(): Promise<{ readonly networks?: object }> {
    try {
      return await this.engine.getContainer(this.id).stats({ stream: false, 'one-shot': true });
    } catch (error) {
      // Podman counts in cgroups alone
      if (errorCode(error) !== 500) throw error;
      throw new NotSupportedHere({
        need: 'stats',
        evidence: `the engine has none for containers (${errorText(error)})`,
      });
    }
  }

  /** `docker pause`: its processes stand still until `unpause`. */
  async pause(): Promise<void> {
    try {
      await this.engine.getContainer(this.id).pause();
    } catch (error) {
      if (!WITHOUT_CGROUPS.test(errorText(error))) throw error;
      throw new NotSupportedHere({ need: 'paused-containers', evidence: errorText(error) });
    }
    this.recordCommand('pause', this.engineName);
  }

  /** `docker unpause`; one that is not paused stays as it is. */
  async unpause(): Promise<void> {
    const { State } = await this.engine.getContainer(this.id).inspect();
    if (!State.Paused) return;
    await this.engine.getContainer(this.id).unpause();
    this.recordCommand('unpause', this.engineName);
  }

  /**
   * Ends its program from inside, and waits until its restart policy has started it again and its server answers. Returns
   * whether that happened within a limit.
   */
  async exit(): Promise<boolean> {
    const container = this.engine.getContainer(this.id);
    const { RestartCount } = await container.inspect();
    await this.endProgram();
    const isStarted = async (): Promise<boolean> => {
      const found = await container.inspect();
      // Docker calls one that waits for its restart running, too
      return found.RestartCount > RestartCount && found.State.Running && !found.State.Restarting;
    };
    if (!(await latest(RESTART_PACE, isStarted, Boolean))) return false;
    await this.waitUntilServing();
    return true;
  }

  /**
   * Ends its program from inside, where no restart policy starts it again, and waits until the engine reports it as exited,
   * or, as `docker wait` does, as not running. Throws PromiseBroken where it never does.
   */
  async endByItself(until: 'exited' | 'not-running' = 'exited'): Promise<void> {
    this.isStopped = true;
    await this.endProgram();
    const state = async () => (await this.engine.getContainer(this.id).inspect()).State;
    const hasEnded = ({ Running, Status }: Awaited<ReturnType<typeof state>>): boolean =>
      until === 'exited' ? Status === until : !Running;
    const found = await latest(until === 'exited' ? RESTART_PACE : END_PACE, state, hasEnded);
    if (hasEnded(found)) return;
    const subject = `the status of ${this.name} once its program has ended`;
    throw new PromiseBroken({ subject, expected: `'exited'`, observed: found.Status });
  }

  private async endProgram(): Promise<void> {
    // to the engine, a container that was killed through its API is one that was stopped
    const kill = await this.engine.getContainer(this.id).exec({ Cmd: ['sh', '-c', 'kill -TERM 1'] });
    // a response that is not read keeps its connection open
    (await kill.start({ Detach: true })).destroy();
    this.recordCommand('exec', this.engineName, 'sh', '-c', 'kill -TERM 1');
  }

  /** `docker network disconnect` */
  async disconnect(network: RunningNetwork): Promise<void> {
    await this.engine.getNetwork(network.engineName).disconnect({ Container: this.id });
    this.recordCommand('network', 'disconnect', network.engineName, this.engineName);
    await this.refresh();
  }

  /**
   * `docker network disconnect --force`, after a connection that the engine may have refused: Podman shows such a network in
   * inspect, and fails to remove the container, until then. A container that is not on the network stays as it is.
   */
  async disconnectAnyway(network: RunningNetwork): Promise<void> {
    await refusalOf(() => this.engine.getNetwork(network.engineName).disconnect({ Container: this.id, Force: true }));
    recordStep({
      line: `docker network disconnect --force ${network.engineName} ${this.engineName} || true # it may not be connected`,
    });
    await this.refresh();
  }

  /**
   * Waits until its engine, which was started again, runs it, and until its server answers. Throws PromiseBroken where the
   * engine does not.
   */
  async untilRunning(): Promise<void> {
    const status = async (): Promise<string> => (await this.engine.getContainer(this.id).inspect()).State.Status;
    const found = await latest(RESTART_PACE, status, (is) => is === 'running');
    if (found !== 'running') {
      this.isStopped = true;
      const subject = `the status of ${this.name} once its engine has started again`;
      throw new PromiseBroken({ subject, expected: `'running'`, observed: found });
    }
    await this.waitUntilServing();
  }

  /** Inspects it after another program has started or changed it, and waits until its server answers. */
  async changedByOthers(): Promise<void> {
    await this.refresh();
    if (this.info.State.Running) await this.untilReady();
    else this.isStopped = true;
  }

  /** Another program removed it. */
  removedByOthers(): void {
    this.isRemoved = true;
  }

  private async untilReady(): Promise<void> {
    // one that never ended has the year 1
    const since = Math.max(0, Date.parse(this.info.State.FinishedAt) / SECOND_MS);
    await new UntilServing(this.server.ready, READY_LIMIT_MS, since).waitUntilReady(this.engine.getContainer(this.id));
    this.isStopped = false;
  }

  /** Waits until the server of its latest start answers. */
  private async waitUntilServing(): Promise<void> {
    await this.refresh();
    await this.untilReady();
    const request = ['curl', '-s', '--noproxy', '127.0.0.1', `127.0.0.1:${this.port}`];
    recordStep({ words: ['docker', 'exec', this.engineName, ...request], engine: this.engine, untilDone: true });
  }

  /** `docker rm --link NAME/ALIAS` */
  async unlink(alias: string): Promise<void> {
    await this.engine.getContainer(`${this.engineName}/${alias}`).remove({ link: true });
    this.recordCommand('rm', '--link', `${this.engineName}/${alias}`);
  }

  private recordCommand(...words: readonly string[]): void {
    recordStep({ words: ['docker', ...words], engine: this.engine });
  }
}

/** A network to connect a container to: one of the scenario, or the predefined network `host`. */
export type ConnectTarget = Pick<RunningNetwork, 'engineName' | 'subnet'> & { readonly subnet6?: string | undefined };

/** The network `host`, to which no container is connected. */
export const predefinedHost: ConnectTarget = { engineName: 'host', subnet: undefined };

/** The bytes that an interface received and sent. */
interface Traffic {
  readonly received: number;
  readonly sent: number;
}

/** The result of an attempt to start a container that the engine may refuse, or whose program may end before it is ready. */
export type Attempted =
  | Refused
  | { readonly kind: 'exited'; readonly message: string }
  | { readonly kind: 'running'; readonly container: RunningContainer };
