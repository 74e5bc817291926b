import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Namespace, heldBy, runIn, unableToStart } from './namespace.ts';
import type { Nic, Switch } from './switch.ts';

const PROGRAM = fileURLToPath(new URL('../../../fixtures/lab/host.ts', import.meta.url));

/** What a bare host is like; nothing of it is inherited from the machine. */
export interface BareHostOptions {
  /** What its server says it is, in the header X-Container of every answer. */
  readonly identity: string;
  /** Whether it forwards packets between its cards: no, unless said. */
  readonly forwarding?: boolean;
  /** Whether it has IPv6: yes, unless said. */
  readonly ipv6?: boolean;
}

/** A VXLAN, and who is in it. */
export interface Tunnel {
  readonly id: number;
  /** The host that frames are sent to. */
  readonly host: string;
  /** The address in it that is taken, in a /24. */
  readonly address: string;
  readonly peer: { readonly address: string; readonly mac: string };
}

/** IANA's, which a swarm uses unless told otherwise. */
const VXLAN_PORT = 4789;

/** A host without an engine, on a switch: it asks for pages, and answers on port 80 of all its addresses. */
export class BareHost {
  readonly nic: Nic;
  private readonly namespace: Namespace;
  private readonly link: Switch;
  private readonly question: Asking;

  private constructor(namespace: Namespace, link: Switch, nic: Nic, question: Asking) {
    this.namespace = namespace;
    this.link = link;
    this.nic = nic;
    this.question = question;
  }

  /** Starts a host on a switch. It ends when it is told to, or when this process ends in whatever way. */
  static async start(link: Switch, { identity, forwarding = false, ipv6 = true }: BareHostOptions): Promise<BareHost> {
    const words = [
      '--net',
      '--uts',
      '--',
      process.execPath,
      '--disable-warning=ExperimentalWarning',
      PROGRAM,
      identity,
    ];
    const child = spawn('unshare', words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const namespace = heldBy(child);
    try {
      await Promise.race([once(child, 'message'), unableToStart(child)]);
      const { pid } = namespace;
      await runIn(pid, ['sh', '-c', settings(forwarding, ipv6)]);
      await runIn(pid, [...link.ip, 'link', 'set', 'lo', 'up']);
      const nic = await link.plugNewNic(pid, 'eth0');
      return new BareHost(namespace, link, nic, asking(child));
    } catch (error) {
      await namespace.end();
      throw error;
    }
  }

  /** A process in the host's network. */
  get pid(): number {
    return this.namespace.pid;
  }

  /** Has this host ask something; what it can be asked, and answers, is its program's matter: fixtures/lab/host.ts. */
  async ask(question: object): Promise<unknown> {
    return this.question(question);
  }

  /**
   * Sends what is for an address or a subnet to another host of the link, as a router would be told. An address of the
   * loopback network is the other host's then, and no more this one's: nothing but its owner keeps a host from that.
   */
  async route(to: string, via: string): Promise<void> {
    if (to.startsWith('127.')) await this.giveUpLoopback();
    const source = to.includes(':') ? this.nic.address6 : this.nic.address;
    await this.ip([`route replace ${to} via ${via} dev ${this.nic.interface} src ${source}`]);
  }

  /** Gives this host a interface in a VXLAN, as if it were one of those that the VXLAN connects. */
  async joinVxlan({ id, host, address }: Tunnel): Promise<void> {
    const nic = nicOf(id);
    await this.ip([
      `link add ${nic} type vxlan id ${id} remote ${host} dstport ${VXLAN_PORT} dev ${this.nic.interface}`,
      `address add ${address}/24 dev ${nic}`,
      `link set ${nic} up`,
    ]);
  }

  /** Tells this host at which hardware address its peer in a VXLAN is: nobody else may. */
  async knowPeer({ id, peer }: Tunnel): Promise<void> {
    await this.ip([`neigh replace ${peer.address} lladdr ${peer.mac} dev ${nicOf(id)} nud permanent`]);
  }

  private async giveUpLoopback(): Promise<void> {
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

/** Questions to the host's process are numbered, and so are its answers. */
type Asking = (question: object) => Promise<unknown>;

function asking(child: ChildProcess): Asking {
  const waiting = new Map<number, { resolve: (answer: { id: number }) => void; gone: () => void }>();
  let asked = 0;
  child.on('message', (answer: { id: number }) => {
    waiting.get(answer.id)?.resolve(answer);
    waiting.delete(answer.id);
  });
  child.once('exit', () => waiting.forEach((one) => one.gone()));
  return (question) =>
    new Promise((resolve, reject) => {
      asked += 1;
      const id = asked;
      const gone = (): void => reject(new Error('the process of a bare host ended'));
      waiting.set(id, { resolve, gone });
      child.send({ ...question, id }, (error) => error && gone());
    });
}
