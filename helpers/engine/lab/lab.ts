import { randomBytes, randomInt } from 'node:crypto';
import { BareHost, type BareHostOptions } from './bare-host.ts';
import { LabEngine, type LabEngineOptions } from './lab-engine.ts';
import { freeSubnet, routedSubnets } from './subnet.ts';
import { type Nic, Switch } from './switch.ts';

/**
 * Several hosts on one switch: engines, hosts without an engine, and the host of this process. All of it is held by
 * processes that end with this one, in namespaces without names, so that nothing is left even where this one is killed.
 */
export class Lab {
  private readonly link: Switch;
  /** The running hosts, and those that are starting. */
  private readonly hosts: Promise<{ end(): Promise<void> }>[] = [];

  private constructor(link: Switch) {
    this.link = link;
  }

  /** Opens a lab on a subnet without a route on this machine. `ip` is the command of iproute2; `claim` grants a subnet. */
  static async open(ip: readonly string[], claim?: (v4: string) => boolean): Promise<Lab> {
    return new Lab(await Switch.open(ip, freeSubnet(routedSubnets(), randomInt, claim)));
  }

  /** The IPv4 subnet of its switch, a /24. */
  get subnet(): string {
    return this.link.subnet.v4;
  }

  /** Starts a host with an engine of a suite. */
  async engineHost(suite: string, options: LabEngineOptions): Promise<LabEngine> {
    return this.recorded(LabEngine.start(this.link, suite, options));
  }

  /** Starts a host without an engine. */
  async bareHost(options: BareHostOptions): Promise<BareHost> {
    return this.recorded(BareHost.start(this.link, options));
  }

  /** Connects the host of this process to the switch, by an interface that is removed with the lab. */
  async connectOwnHost(): Promise<Nic> {
    return this.link.createNic(process.pid, `dnc${randomBytes(4).toString('hex')}`);
  }

  /** Ends every host, and the switch. */
  async end(): Promise<void> {
    try {
      const settled = await Promise.allSettled(this.hosts);
      await Promise.all(settled.flatMap((host) => (host.status === 'fulfilled' ? [host.value.end()] : [])));
    } finally {
      await this.link.end();
    }
  }

  private recorded<H extends { end(): Promise<void> }>(host: Promise<H>): Promise<H> {
    this.hosts.push(host);
    return host;
  }
}
