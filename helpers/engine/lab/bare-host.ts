import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Namespace, namespaceOf, runIn, startFailure } from './namespace.ts';
import type { Nic, Switch } from './switch.ts';

const PROGRAM = fileURLToPath(new URL('../../../fixtures/lab/host.ts', import.meta.url));

/** The settings of a bare host; none is inherited from the machine. */
export interface BareHostOptions {
  /** The identity that its server sends in the header X-Container. */
  readonly identity: string;
  /** The TCP port that it answers at beside port 80, and its UDP port; by default free ones. */
  readonly otherPort?: number;
  readonly udpPort?: number;
  /** Whether it forwards packets between its interfaces; by default no. */
  readonly forwarding?: boolean;
  /** Whether it has IPv6; by default yes. */
  readonly ipv6?: boolean;
}

/** A VXLAN, and the peer in it. */
export interface Tunnel {
  readonly id: number;
  /** The remote host, which frames are sent to. */
  readonly host: string;
  /** The address to use in it, in a /24. */
  readonly address: string;
  readonly peer: { readonly address: string; readonly mac: string };
}

/** Assigned by IANA, and a swarm's default. */
const VXLAN_PORT = 4789;

/** A host without an engine, on a switch: an HTTP client, and a server on port 80 of all its addresses. */
export class BareHost {
  readonly nic: Nic;
  private readonly namespace: Namespace;
  private readonly link: Switch;
  private readonly send: SendRequest;

  private constructor(namespace: Namespace, link: Switch, nic: Nic, send: SendRequest) {
    this.namespace = namespace;
    this.link = link;
    this.nic = nic;
    this.send = send;
  }

  /** Starts a host on a switch. It ends with `end`, or with this process. */
  static async start(
    link: Switch,
    { identity, otherPort = 0, udpPort = 0, forwarding = false, ipv6 = true }: BareHostOptions,
  ): Promise<BareHost> {
    const words = [
      '--net',
      '--uts',
      '--',
      process.execPath,
      '--disable-warning=ExperimentalWarning',
      PROGRAM,
      identity,
      String(otherPort),
      String(udpPort),
    ];
    const child = spawn('unshare', words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const namespace = namespaceOf(child);
    try {
      await Promise.race([once(child, 'message'), startFailure(child)]);
      const { pid } = namespace;
      await runIn(pid, ['sh', '-c', settings(forwarding, ipv6)]);
      await runIn(pid, [...link.ip, 'link', 'set', 'lo', 'up']);
      const nic = await link.createNic(pid, 'eth0');
      return new BareHost(namespace, link, nic, requestsTo(child));
    } catch (error) {
      await namespace.end();
      throw error;
    }
  }

  /** A process in the host's network namespace. */
  get pid(): number {
    return this.namespace.pid;
  }

  /** Sends a request to this host's program, which defines requests and responses: fixtures/lab/host.ts. */
  async request(request: object): Promise<unknown> {
    return this.send(request);
  }

  /**
   * Adds a route to an address or a subnet, via another host of the link. For a loopback address, this host first removes
   * its own loopback addresses: which root may do, so that 127.0.0.1 is the other host.
   */
  async route(to: string, via: string): Promise<void> {
    if (to.startsWith('127.')) await this.removeLoopback();
    const source = to.includes(':') ? this.nic.address6 : this.nic.address;
    await this.ip([`route replace ${to} via ${via} dev ${this.nic.interface} src ${source}`]);
  }

  /** Adds an interface in a VXLAN, as if this host were one of those that the VXLAN connects. */
  async joinVxlan({ id, host, address }: Tunnel): Promise<void> {
    const nic = nicOf(id);
    await this.ip([
      `link add ${nic} type vxlan id ${id} remote ${host} dstport ${VXLAN_PORT} dev ${this.nic.interface}`,
      `address add ${address}/24 dev ${nic}`,
      `link set ${nic} up`,
    ]);
  }

  /** Leaves a VXLAN: its interface would go on sending, such as reports of multicast groups. */
  async leaveVxlan({ id }: Tunnel): Promise<void> {
    await this.ip([`link delete ${nicOf(id)}`]);
  }

  /** Adds the neighbour entry of the peer in a VXLAN, because it answers no ARP request from here. */
  async addNeighbour({ id, peer }: Tunnel): Promise<void> {
    await this.ip([`neigh replace ${peer.address} lladdr ${peer.mac} dev ${nicOf(id)} nud permanent`]);
  }

  private async removeLoopback(): Promise<void> {
    const script = 'for nic in all "$0"; do echo 1 >/proc/sys/net/ipv4/conf/$nic/route_localnet; done';
    await runIn(this.namespace.pid, ['sh', '-c', script, this.nic.interface]);
    await this.ip(['address flush dev lo']);
  }

  private async ip(lines: readonly string[]): Promise<void> {
    await runIn(this.namespace.pid, [...this.link.ip, '-batch', '-'], `${lines.join('\n')}\n`);
  }

  async end(): Promise<void> {
    await this.namespace.end();
  }
}

const nicOf = (id: number): string => `vxlan${id}`;

function settings(forwarding: boolean, ipv6: boolean): string {
  const value = forwarding ? 1 : 0;
  return [
    `echo ${value} >/proc/sys/net/ipv4/ip_forward`,
    // a kernel without IPv6 has no such files
    `for f in /proc/sys/net/ipv6/conf/all/forwarding; do [ ! -e $f ] || echo ${value} >$f; done`,
    `for f in /proc/sys/net/ipv6/conf/*/disable_ipv6; do [ ! -e $f ] || echo ${ipv6 ? 0 : 1} >$f; done`,
  ].join('\n');
}

type SendRequest = (request: object) => Promise<unknown>;

/** Numbers the requests to a process, to find their responses. */
function requestsTo(child: ChildProcess): SendRequest {
  const waiting = new Map<number, { resolve: (response: { id: number }) => void; fail: () => void }>();
  let sent = 0;
  child.on('message', (response: { id: number }) => {
    waiting.get(response.id)?.resolve(response);
    waiting.delete(response.id);
  });
  child.once('exit', () => waiting.forEach((one) => one.fail()));
  return (request) =>
    new Promise((resolve, reject) => {
      sent += 1;
      const id = sent;
      const fail = (): void => reject(new Error('the process of a LAN host ended'));
      waiting.set(id, { resolve, fail });
      child.send({ ...request, id }, (error) => error && fail());
    });
}
