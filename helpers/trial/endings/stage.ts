import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import { cacheFolder } from '../../engine/embedded/cache.ts';
import { type Instance, runningInstances } from '../../engine/embedded/running.ts';
import type { OwnInstance } from '../../engine/embedded/instance.ts';
import { isRunning, signal } from '../../engine/embedded/process.ts';
import { connect } from '../../engine/endpoint.ts';
import { listNetworks } from '../../engine/list-networks.ts';
import { stateOf } from '../../engine/owner.ts';
import { poll } from '../../engine/poll.ts';
import { ownObjects, runOf } from '../../engine/run.ts';
import type { Interruption } from '../../run/interruption.ts';
import { type SuiteRun, lastLines, startSuite } from '../../run/suite-run.ts';
import { must } from './wrong-ending.ts';
import { descendants, processes } from './processes.ts';

/** How long a run may take until a scenario runs, on a busy machine. */
const MID_SPEC_LIMIT_MS = 90_000;
const ANSWER_TIMEOUT_MS = 5_000;

/** A network on the engine that is not the suite's own. */
const BYSTANDER = 'endings-bystander';

/** The engine on which one ending is provoked, and the runs of the suite on it. */
export class Stage {
  /** As in `--engine debian:trixie`. */
  readonly suite: string;
  private readonly instance: OwnInstance | undefined;
  private readonly interruption: Interruption;
  private readonly runs: SuiteRun[] = [];
  private bystander: string | undefined;

  constructor(suite: string, instance: OwnInstance | undefined, interruption: Interruption) {
    this.suite = suite;
    this.instance = instance;
    this.interruption = interruption;
  }

  /** The engine that was started for this ending. */
  get shared(): Instance {
    must(this.instance !== undefined, 'this ending has no shared engine');
    return this.instance;
  }

  /** Creates a network on the shared engine that no run may touch. */
  async createBystander(): Promise<void> {
    if (this.instance) this.bystander = (await clientOf(this.instance).createNetwork({ Name: BYSTANDER })).id;
  }

  /** Starts a run of the suite on the stage's engine, which ends where the trial is interrupted. */
  start(args: readonly string[], env: Record<string, string | undefined> = {}): SuiteRun {
    must(this.interruption.signal === undefined, 'the trial was interrupted');
    const run = startSuite(['--engine', this.suite, ...args], env);
    this.runs.push(run);
    this.interruption.watch(run.process);
    return run;
  }

  /** The engine that a run uses, once it is up: the shared one, or its own. */
  async engineOf(run: SuiteRun): Promise<Instance> {
    if (this.instance) return this.instance;
    const children = (): Set<number> => new Set(childrenOf(run));
    return poll({ waitingFor: "the run's own engine", limitMs: 60_000 }, () =>
      runningInstances().find(({ pid }) => children().has(pid)),
    );
  }

  /** Waits until a run is in mid-spec: a behaviour has its verdict, and a container of a scenario is running. */
  async untilMidSpec(run: SuiteRun): Promise<void> {
    const engine = clientOf(await this.engineOf(run));
    await poll({ waitingFor: 'a verdict and a running container', limitMs: MID_SPEC_LIMIT_MS }, async () => {
      must(run.process.exitCode === null, `the run ended too soon: ${lastLines(run.output())}`);
      const running = hasVerdict(run) ? await engine.listContainers({ filters: ownObjects }).catch(() => []) : [];
      return running.length > 0;
    });
  }

  /** The process that serves the API of an engine. */
  dockerdOf({ pid }: Instance): number {
    const found = descendants(pid).find(({ name }) => name === 'dockerd');
    must(found !== undefined, 'the engine has no dockerd');
    return found.pid;
  }

  /** The objects that ended runs left on the shared engine, and the interfaces on its host. */
  async left(): Promise<string[]> {
    if (!this.instance || !isRunning(this.instance.pid)) return [];
    const engine = clientOf(this.instance);
    const [containers, networks] = await Promise.all([
      engine.listContainers({ all: true, filters: ownObjects }),
      listNetworks(engine, { filters: ownObjects }),
    ]);
    return [
      ...containers.filter(({ Labels }) => hasEnded(Labels)).map(({ Names }) => `container ${Names[0]}`),
      ...networks.filter(({ Labels }) => hasEnded(Labels)).map(({ Name }) => `network ${Name}`),
      ...linksOf(this.instance),
    ];
  }

  /** Throws a WrongEnding where the bystander was removed; where the engine ended, there is nothing to check. */
  async checkBystander(): Promise<void> {
    if (!this.instance || !this.bystander || !isRunning(this.instance.pid)) return;
    const found = await clientOf(this.instance).getNetwork(BYSTANDER).inspect();
    must(found.Id === this.bystander, 'a network that is not the suite’s own was recreated');
  }

  /** Ends the runs and the engine. */
  async end(): Promise<void> {
    for (const run of this.runs) run.process.kill('SIGKILL');
    await this.instance?.stop();
  }
}

/** A client of an engine, with a limit for each request. */
export function clientOf({ endpoint }: Instance): Dockerode {
  return connect(endpoint, ANSWER_TIMEOUT_MS);
}

/** The child processes of a run of the suite. */
export function childrenOf(run: SuiteRun): number[] {
  return processes()
    .filter(({ parent }) => parent === run.process.pid)
    .map(({ pid }) => pid);
}

/** Kills a run with all its processes. */
export function killAll(run: SuiteRun): void {
  const others = descendants(run.process.pid ?? 0);
  run.process.kill('SIGKILL');
  for (const { pid } of others) signal(pid, 'SIGKILL');
}

/** Whether a behaviour of a run has its verdict. */
function hasVerdict(run: SuiteRun): boolean {
  const runs = cacheFolder('runs');
  return readdirSync(runs).some((id) => {
    const owner = join(runs, id, 'owner');
    const mine = existsSync(owner) && readFileSync(owner, 'utf8').includes(`/${run.process.pid}/`);
    return mine && readdirSync(join(runs, id, 'records')).some((name) => name.endsWith('.jsonl'));
  });
}

/** The interfaces by which LAN hosts are connected to the host of an engine. */
function linksOf({ pid }: Instance): string[] {
  const found = readFileSync(`/proc/${pid}/net/dev`, 'utf8').matchAll(/^ *(dnc[\da-f]+):/gm);
  return [...found].map(([, name]) => `interface ${name} of the engine's host`);
}

function hasEnded(labels: Record<string, string> | undefined): boolean {
  return stateOf(runOf(labels).owner) === 'gone';
}
