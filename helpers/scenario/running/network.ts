import type Dockerode from 'dockerode';
import { removeNetwork } from '../../engine/sweep.ts';
import { recordNetworkInspect } from '../inspected.ts';
import { recordStep } from '../steps.ts';

/** A network of a running scenario. */
export class RunningNetwork {
  /** Its name in the scenario. */
  readonly name: string;
  /** Its name on the engine. */
  readonly engineName: string;
  /** The engine that created it. */
  readonly engine: Dockerode;
  private last: Dockerode.NetworkInspectInfo | undefined;

  constructor(name: string, engineName: string, engine: Dockerode) {
    this.name = name;
    this.engineName = engineName;
    this.engine = engine;
  }

  /** The latest inspect. */
  get lastInspected(): Dockerode.NetworkInspectInfo | undefined {
    return this.last;
  }

  /** Inspects it now. */
  async inspect(): Promise<Dockerode.NetworkInspectInfo> {
    this.last = await this.engine.getNetwork(this.engineName).inspect();
    return recordNetworkInspect(this, this.last);
  }

  /** Removes it now, instead of at the end of the scenario. */
  async remove(): Promise<void> {
    await removeNetwork(this.engine, this.engineName);
    recordStep({ words: ['docker', 'network', 'rm', this.engineName], engine: this.engine });
  }
}
