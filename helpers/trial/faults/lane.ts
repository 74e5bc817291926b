import { standAlone } from '../../engine/embedded/host-options.ts';
import { type OwnInstance, startInstance } from '../../engine/embedded/instance.ts';
import { sharingOnly } from '../../engine/embedded/running.ts';
import { ignoringOption } from '../../engine/lab/ignored-option.ts';
import { suiteNamed } from '../../engine/embedded/suites.ts';
import { type ApiProxy, type Call, openProxy } from '../../engine/api-proxy.ts';
import { connect } from '../../engine/endpoint.ts';
import { resolveImages } from '../../images/resolve.ts';
import type { Interruption } from '../../run/interruption.ts';
import { type SuiteEnd, type SuiteRun, startSuite } from '../../run/suite-run.ts';
import type { AnyFault, ApiFault, HostFault } from './fault.ts';
import { sabotage } from './saboteur.ts';

/** With more spec files at a time, the first request of a container is faster than the script that breaks the container. */
const FEW_AT_A_TIME = '--maxWorkers=2';

/** An engine that no fault has broken, behind a proxy. */
interface IntactEngine {
  readonly suite: string;
  readonly instance: OwnInstance;
  readonly proxy: ApiProxy;
}

/** An engine for the next fault of a host, which starts while the suite runs on the one before. */
interface SpareEngine {
  readonly kind: string;
  readonly instance: Promise<OwnInstance>;
}

/**
 * Runs the suite on broken engines, one after another. Faults of the API share one engine, which is intact itself, as is
 * the run's engine beside broken hosts of a lab. A fault of the engine's host gets an engine of its own: nothing shows
 * that a script's traces on a host are gone.
 */
export class Lane {
  private readonly interruption: Interruption;
  /** The arguments of every run, before its behaviours. */
  private readonly args: readonly string[];
  private intact: IntactEngine | undefined;
  private spare: SpareEngine | undefined;

  constructor(interruption: Interruption, args: readonly string[]) {
    this.interruption = interruption;
    this.args = args;
  }

  /** Runs these behaviours under a fault of the engine. Throws where the fault had no effect. `next` is the fault after it. */
  async run(fault: AnyFault, suite: string, ids: readonly string[], next?: NextFault): Promise<SuiteEnd> {
    const args = ['--engine', suite, ...this.args, ...ids.flatMap((id) => ['--behaviour', id]), '--', FEW_AT_A_TIME];
    const start = (instance: OwnInstance): SuiteRun => {
      const ignores = fault.kind === 'host' && fault.ignores !== undefined ? ignoringOption(fault.ignores) : {};
      const run = startSuite(args, { ...sharingOnly(instance), ...ignores });
      this.interruption.watch(run.process);
      return run;
    };
    if (fault.kind === 'api') return this.onAlteredApi(fault, await this.intactEngine(suite), start);
    if (fault.where === 'lab') return this.onBrokenHost(fault, (await this.intactEngine(suite)).instance, start);
    const instance = await this.freshEngine({ fault, suite });
    if (next) this.prepare(next);
    const proxy = await proxyOf(instance);
    try {
      return await this.onBrokenHost(fault, instance, start, proxy);
    } finally {
      await proxy.close();
      await instance.stopAtOnce();
    }
  }

  /** Stops its engines. */
  async end(): Promise<void> {
    const { spare } = this;
    this.spare = undefined;
    await this.closeIntact();
    // one that does not start is of no interest any more
    await spare?.instance.then((instance) => instance.stopAtOnce()).catch(() => undefined);
  }

  private async onAlteredApi(
    fault: ApiFault,
    { proxy, instance }: IntactEngine,
    start: (instance: OwnInstance) => SuiteRun,
  ): Promise<SuiteEnd> {
    proxy.alter(fault);
    try {
      const end = await start(instance).ended;
      if (proxy.alteredCount() === 0)
        throw new Error('it altered no API call, so that nothing is proven: correct what it alters');
      return end;
    } finally {
      proxy.alter(undefined);
    }
  }

  private async onBrokenHost(
    fault: HostFault,
    instance: OwnInstance,
    start: (instance: OwnInstance) => SuiteRun,
    proxy?: ApiProxy,
  ): Promise<SuiteEnd> {
    const run = start(instance);
    const saboteur = sabotage(fault, instance, run.process.pid ?? 0);
    // no behaviour may send requests to a container before the script has broken it
    proxy?.alter({ hold: async (call) => (adds(call) ? saboteur.reachedAll() : undefined) });
    const end = await run.ended;
    saboteur.stop();
    return end;
  }

  private async intactEngine(suite: string): Promise<IntactEngine> {
    if (this.intact?.suite !== suite) {
      await this.closeIntact();
      const instance = await engineOf(suite, []);
      this.intact = { suite, instance, proxy: await proxyOf(instance) };
    }
    return this.intact;
  }

  private async closeIntact(): Promise<void> {
    const { intact } = this;
    this.intact = undefined;
    await intact?.proxy.close();
    await intact?.instance.stop();
  }

  private async freshEngine(next: NextFault): Promise<OwnInstance> {
    if (this.spare?.kind !== kindOf(next)) return engineOf(next.suite, optionsOf(next));
    const { instance } = this.spare;
    this.spare = undefined;
    return instance;
  }

  private prepare(next: NextFault): void {
    if (this.spare || !isOnFreshEngine(next.fault) || this.interruption.signal) return;
    const instance = engineOf(next.suite, optionsOf(next));
    // whoever takes it sees the error
    instance.catch(() => undefined);
    this.spare = { kind: kindOf(next), instance };
  }
}

async function proxyOf({ endpoint }: OwnInstance): Promise<ApiProxy> {
  return openProxy(new URL(endpoint.dockerHost).pathname);
}

/** Whether a call starts a container, or gives it another interface. */
function adds({ method, path }: Call): boolean {
  return method === 'POST' && /^\/(containers\/[^/]+\/(start|restart|unpause)|networks\/[^/]+\/connect)$/.test(path);
}

/** A fault, and the embedded engine that it breaks. */
export interface NextFault {
  readonly fault: AnyFault;
  readonly suite: string;
}

/** Whether a fault breaks the host of its engine, which then serves for no other fault. */
export function isOnFreshEngine(fault: AnyFault): boolean {
  return fault.kind === 'host' && fault.where === 'engine';
}

function optionsOf({ fault }: NextFault): readonly string[] {
  return fault.kind === 'host' ? (fault.dockerd ?? []) : [];
}

function kindOf(next: NextFault): string {
  return [next.suite, ...optionsOf(next)].join(' ');
}

async function engineOf(suite: string, dockerd: readonly string[]): Promise<OwnInstance> {
  const instance = await startInstance(suiteNamed(suite), () => undefined, 'shared', { ...standAlone, dockerd });
  try {
    await resolveImages({ engine: connect(instance.endpoint), registry: false, progress: () => undefined });
    return instance;
  } catch (error) {
    await instance.stop();
    throw error;
  }
}
