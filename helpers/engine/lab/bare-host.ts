import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Namespace, heldBy, runIn, unableToStart } from './namespace.ts';
import type { Card, Switch } from './switch.ts';

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

/** A host without an engine, on a switch: it asks for pages, and answers on port 80 of all its addresses. */
export class BareHost {
  readonly card: Card;
  private readonly namespace: Namespace;
  private readonly link: Switch;
  private readonly question: Asking;

  private constructor(namespace: Namespace, link: Switch, card: Card, question: Asking) {
    this.namespace = namespace;
    this.link = link;
    this.card = card;
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
      const card = await link.plugNewCard(pid, 'eth0');
      return new BareHost(namespace, link, card, asking(child));
    } catch (error) {
      await namespace.end();
      throw error;
    }
  }

  /** Has this host ask something; what it can be asked, and answers, is its program's matter: fixtures/lab/host.ts. */
  async ask(question: object): Promise<unknown> {
    return this.question(question);
  }

  /** Sends what is for a subnet to another host of the link, as a router would be told. */
  async route(subnet: string, via: string): Promise<void> {
    await runIn(this.namespace.pid, [...this.link.ip, 'route', 'replace', subnet, 'via', via]);
  }

  async end(): Promise<void> {
    await this.namespace.end();
  }
}

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
  const waiting = new Map<number, (answer: { id: number }) => void>();
  let asked = 0;
  child.on('message', (answer: { id: number }) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  return (question) =>
    new Promise((resolve, reject) => {
      asked += 1;
      const id = asked;
      waiting.set(id, resolve);
      const gone = (): void => reject(new Error('the process of a bare host ended'));
      child.once('exit', gone);
      child.send({ ...question, id }, (error) => error && gone());
    });
}
