import { poll } from '../poll.ts';
import { type Namespace, openNamespace, runIn } from './namespace.ts';
import { type Subnet, freeSubnet } from './subnet.ts';

/** A host's interface in a lab: its addresses, and the interface that has them. */
export interface Nic {
  readonly interface: string;
  readonly address: string;
  readonly address6: string;
}

/** How long the kernel may take until it passes what is sent over a new link. */
const LINK_LIMIT_MS = 10_000;
const POLL_MS = 20;

/** The interface of an engine's host, whose loose end is plugged in. */
const HOST_CARD = 'eth0';

/** The addresses up to here are left to routers. */
const FIRST_HOST = 10;

/**
 * The switch of a lab: a bridge in a network namespace of its own, where no firewall sees what passes. When it ends,
 * every interface that was plugged in is gone from its host, too.
 */
export class Switch {
  readonly subnet: Subnet;
  /** The words that run iproute2. */
  readonly ip: readonly string[];
  private readonly namespace: Namespace;
  private hosts = FIRST_HOST;

  private constructor(namespace: Namespace, ip: readonly string[], subnet: Subnet) {
    this.namespace = namespace;
    this.ip = ip;
    this.subnet = subnet;
  }

  /** Opens a switch whose subnet overlaps none of the `taken` ones. Throws a UserError where this machine cannot have one. */
  static async open(ip: readonly string[], taken: readonly string[]): Promise<Switch> {
    const subnet = freeSubnet(taken);
    const namespace = await openNamespace();
    try {
      await runIn(namespace.pid, [...ip, '-batch', '-'], 'link add br0 type bridge\nlink set br0 up\n');
      return new Switch(namespace, ip, subnet);
    } catch (error) {
      await namespace.end();
      throw error;
    }
  }

  /** The addresses of a host that will be plugged in. */
  nextHost(): { address: string; address6: string } {
    this.hosts += 1;
    return this.subnet.host(this.hosts);
  }

  /** Gives the host whose network namespace a process is in a new interface, plugged into this switch. */
  async plugNewNic(pid: number, name: string): Promise<Nic> {
    const { address, address6 } = this.nextHost();
    const port = this.nextPort();
    const lines = [
      `link add ${name} type veth peer name ${port} netns ${this.namespace.pid}`,
      `address add ${address}/24 dev ${name}`,
      `link set ${name} up`,
    ];
    await runIn(pid, [...this.ip, '-batch', '-'], `${lines.join('\n')}\n`);
    // a host without IPv6 has no place for such an address
    await runIn(pid, [...this.ip, 'address', 'add', `${address6}/64`, 'dev', name, 'nodad']).catch(() => undefined);
    await this.connect(port);
    await this.untilItSays(pid, name, /\bstate UP\b/);
    return { interface: name, address, address6 };
  }

  /** Plugs in a interface that a host has already, by its loose end in the host's namespace. */
  async plug(pid: number, looseEnd: string): Promise<void> {
    const port = this.nextPort();
    await runIn(pid, [...this.ip, 'link', 'set', looseEnd, 'netns', String(this.namespace.pid), 'name', port]);
    await this.connect(port);
    await this.untilItSays(pid, HOST_CARD, /\bstate UP\b/);
  }

  async end(): Promise<void> {
    await this.namespace.end();
  }

  private ports = 0;

  private nextPort(): string {
    this.ports += 1;
    return `port${this.ports}`;
  }

  private async connect(port: string): Promise<void> {
    await runIn(this.namespace.pid, [...this.ip, 'link', 'set', port, 'master', 'br0', 'up']);
    await this.untilItSays(this.namespace.pid, port, /\bstate forwarding\b/);
  }

  /**
   * Waits until the kernel has noticed a new link, which takes it up to a second: packets sent earlier are lost, as if
   * a firewall had dropped them.
   */
  private async untilItSays(pid: number, device: string, state: RegExp): Promise<void> {
    await poll(
      { waitingFor: `the interface ${device} to be up`, limitMs: LINK_LIMIT_MS, intervalMs: POLL_MS },
      async () => state.test(await runIn(pid, [...this.ip, '-details', 'link', 'show', 'dev', device])),
    );
  }
}
