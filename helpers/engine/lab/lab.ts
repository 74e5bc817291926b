import { randomBytes } from 'node:crypto';
import { BareHost, type BareHostOptions } from './bare-host.ts';
import { LabEngine, type LabEngineOptions } from './lab-engine.ts';
import { routedSubnets } from './subnet.ts';
import { type Nic, Switch } from './switch.ts';

/**
 * Several hosts on one switch: engines, hosts without an engine, and the host that this process is on. All of it is
 * held by processes that end with this one, in namespaces without names, so that nothing is left in any ending.
 */
export class Lab {
  private readonly link: Switch;
  /** Those that are up, and those that are still coming up. */
  private readonly hosts: Promise<{ end(): Promise<void> }>[] = [];

  private constructor(link: Switch) {
    this.link = link;
  }

  /** Opens a lab on a subnet that this process's network has no route to. `ip` are the words that run iproute2. */
  static async open(ip: readonly string[]): Promise<Lab> {
    return new Lab(await Switch.open(ip, routedSubnets()));
  }

  /** The IPv4 subnet of its switch, a /24. */
  get subnet(): string {
    return this.link.subnet.v4;
  }

  /** Brings up a host with an engine of a suite. */
  async engineHost(suite: string, options: LabEngineOptions): Promise<LabEngine> {
    return this.kept(LabEngine.start(this.link, suite, options));
  }

  /** Brings up a host without an engine. */
  async bareHost(options: BareHostOptions): Promise<BareHost> {
    return this.kept(BareHost.start(this.link, options));
  }

  /** Plugs the host that this process is on into the switch, by a interface that goes with the lab. */
  async plugOwnHost(): Promise<Nic> {
    return this.link.plugNewNic(process.pid, `dnc${randomBytes(4).toString('hex')}`);
  }

  /** Ends every host, and the switch. One that could not be brought up has ended itself. */
  async end(): Promise<void> {
    try {
      const settled = await Promise.allSettled(this.hosts);
      await Promise.all(settled.flatMap((host) => (host.status === 'fulfilled' ? [host.value.end()] : [])));
    } finally {
      await this.link.end();
    }
  }

  private kept<H extends { end(): Promise<void> }>(host: Promise<H>): Promise<H> {
    this.hosts.push(host);
    return host;
  }
}
