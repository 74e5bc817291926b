import type Dockerode from 'dockerode';
import { type HostOptions, standAlone } from '../embedded/host-options.ts';
import { type OwnInstance, startInstance } from '../embedded/instance.ts';
import { rootfsOf } from '../embedded/rootfs.ts';
import { suiteNamed } from '../embedded/suites.ts';
import { connect } from '../endpoint.ts';
import { limitRequests } from '../request-limit.ts';
import { withoutIgnored } from './ignored-option.ts';
import type { Nic, Switch } from './switch.ts';

/** The options of a lab host with an engine. */
export type LabEngineOptions = Partial<
  Pick<HostOptions, 'forwarding' | 'ipv6' | 'firewall' | 'dnsServer' | 'dockerd' | 'etc'>
>;

/**
 * How long an engine may take to begin its answer. The longest are a start on an overlay network, where the engine itself
 * waits for 20 s until its node has the network from the swarm, and that of a container with a hundred published ports
 * (32 s, on two cores with four spec files and three busy processes).
 */
const ANSWER_LIMIT_MS = 120_000;

/** An embedded engine on a host of a lab. */
export class LabEngine {
  readonly engine: Dockerode;
  readonly nic: Nic;
  /** A process in the host's network namespace. */
  readonly pid: number;
  /** The root folder of its programs. */
  readonly rootfs: string;
  /** The engine as one of this machine's embedded ones. */
  readonly instance: OwnInstance;
  private idle = false;

  private constructor(instance: OwnInstance, nic: Nic, rootfs: string) {
    this.instance = instance;
    this.pid = instance.pid;
    this.nic = nic;
    this.rootfs = rootfs;
    this.engine = connect(instance.endpoint);
    limitRequests(this.engine, ANSWER_LIMIT_MS);
  }

  /** Starts an engine of a suite on its own host, connected to a switch. */
  static async start(link: Switch, suite: string, options: LabEngineOptions): Promise<LabEngine> {
    const { address, address6 } = link.nextHost();
    const dockerd = withoutIgnored(options.dockerd ?? []);
    const host = { ...standAlone, ...options, dockerd, address, address6 };
    const instance = await startInstance(suiteNamed(suite), () => undefined, 'own', host);
    try {
      await link.connectPeer(instance.pid, 'uplink');
      return new LabEngine(instance, { interface: 'eth0', address, address6 }, rootfsOf(suiteNamed(suite)));
    } catch (error) {
      await instance.stop();
      throw error;
    }
  }

  /** Its images are loaded and nothing else is on it, so that it can be killed. */
  markIdle(): void {
    this.idle = true;
  }

  async end(): Promise<void> {
    await (this.idle ? this.instance.stopAtOnce() : this.instance.stop());
  }
}
