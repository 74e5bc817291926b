import { type Namespace, openNamespace, runIn } from './namespace.ts';
import { type Subnet, freeSubnet } from './subnet.ts';

/** A host's card in a lab: its addresses, and the interface that has them. */
export interface Card {
  readonly interface: string;
  readonly address: string;
  readonly address6: string;
}

/** The addresses up to here are left to routers. */
const FIRST_HOST = 10;

/**
 * The switch of a lab: a bridge in a network namespace of its own, where no firewall sees what passes. When it ends,
 * every card that was plugged in is gone from its host, too.
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

  /** Gives the host whose network namespace a process is in a new card, plugged into this switch. */
  async plugNewCard(pid: number, name: string): Promise<Card> {
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
    return { interface: name, address, address6 };
  }

  /** Plugs in a card that a host has already, by its loose end in the host's namespace. */
  async plug(pid: number, looseEnd: string): Promise<void> {
    const port = this.nextPort();
    await runIn(pid, [...this.ip, 'link', 'set', looseEnd, 'netns', String(this.namespace.pid), 'name', port]);
    await this.connect(port);
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
  }
}
