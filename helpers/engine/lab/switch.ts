import { poll } from '../poll.ts';
import { type Namespace, openNamespace, runIn } from './namespace.ts';
import type { Subnet } from './subnet.ts';

/** A network interface of a host in a lab, and its addresses. */
export interface Nic {
  readonly interface: string;
  readonly address: string;
  readonly address6: string;
}

/** How long the kernel may take to bring up a new link. */
const LINK_LIMIT_MS = 10_000;
const POLL_MS = 20;

/** The interface of an engine's host. */
const HOST_INTERFACE = 'eth0';

/** The first numbers are for routers. */
const FIRST_HOST = 10;

/**
 * The switch of a lab: a bridge in its own network namespace, without firewall rules. When it ends, the interfaces that
 * connect hosts to it are removed.
 */
export class Switch {
  readonly subnet: Subnet;
  /** The command of iproute2. */
  readonly ip: readonly string[];
  private readonly namespace: Namespace;
  private hosts = FIRST_HOST;

  private constructor(namespace: Namespace, ip: readonly string[], subnet: Subnet) {
    this.namespace = namespace;
    this.ip = ip;
    this.subnet = subnet;
  }

  /** Opens a switch on a subnet. Throws a UserError where this machine cannot. */
  static async open(ip: readonly string[], subnet: Subnet): Promise<Switch> {
    const namespace = await openNamespace();
    try {
      await runIn(namespace.pid, [...ip, '-batch', '-'], 'link add br0 type bridge\nlink set br0 up\n');
      return new Switch(namespace, ip, subnet);
    } catch (error) {
      await namespace.end();
      throw error;
    }
  }

  /** The addresses of the next host. */
  nextHost(): { address: string; address6: string } {
    this.hosts += 1;
    return this.subnet.host(this.hosts);
  }

  /** Creates an interface in the network namespace of a process, connected to this switch. */
  async createNic(pid: number, name: string): Promise<Nic> {
    const { address, address6 } = this.nextHost();
    const port = this.nextPort();
    const lines = [
      `link add ${name} type veth peer name ${port} netns ${this.namespace.pid}`,
      `address add ${address}/24 dev ${name}`,
      `link set ${name} up`,
    ];
    await runIn(pid, [...this.ip, '-batch', '-'], `${lines.join('\n')}\n`);
    // fails on a host without IPv6
    await runIn(pid, [...this.ip, 'address', 'add', `${address6}/64`, 'dev', name, 'nodad']).catch(() => undefined);
    await this.connect(port);
    await this.untilLinkIs(pid, name, /\bstate UP\b/);
    return { interface: name, address, address6 };
  }

  /** Connects an existing veth pair to this switch, by its peer in the host's namespace. */
  async connectPeer(pid: number, peer: string): Promise<void> {
    const port = this.nextPort();
    await runIn(pid, [...this.ip, 'link', 'set', peer, 'netns', String(this.namespace.pid), 'name', port]);
    await this.connect(port);
    await this.untilLinkIs(pid, HOST_INTERFACE, /\bstate UP\b/);
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
    await this.untilLinkIs(this.namespace.pid, port, /\bstate forwarding\b/);
  }

  /**
   * Waits until the kernel has noticed a new link, which takes it up to a second: packets sent earlier are lost, as if
   * a firewall had dropped them.
   */
  private async untilLinkIs(pid: number, device: string, state: RegExp): Promise<void> {
    await poll(
      { waitingFor: `the interface ${device} to be up`, limitMs: LINK_LIMIT_MS, intervalMs: POLL_MS },
      async () => state.test(await runIn(pid, [...this.ip, '-details', 'link', 'show', 'dev', device])),
    );
  }
}
