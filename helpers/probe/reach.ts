import { bracketed } from '../engine/bracketed.ts';
import type { RunningLanHost } from '../scenario/hosts.ts';
import type { RunningListener } from '../scenario/listener.ts';
import { RunningContainer } from '../scenario/running.ts';
import type { Requester, Identify } from './requester.ts';
import type { Connections } from './connect.ts';
import type { Family } from './counters.ts';
import { type Pinged, hasReplied, pingedContainer, pingedHost } from './echo-requests.ts';
import type { Server } from './expectation.ts';
import { countersOf } from './lan-host-program.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';
import { type DatagramOutcome, type Outcome, type PageOutcome, ProbeError } from './outcome.ts';
import type { Way } from './request.ts';

/** The outcomes of all ways from one vantage point to one server, over one version of IP. */
export interface Reach {
  readonly kind: 'reach';
  readonly to: Server;
  readonly outcomes: ReadonlyMap<Way, PageOutcome | DatagramOutcome>;
}

/** What the requests of a table of ways can be sent to. */
export type Reachable = RunningContainer | RunningLanHost | RunningListener;

/** The address of the server, and how long an answer may take. */
export interface ReachOptions {
  readonly withinMs?: number;
  /** Another address of the server than its own: one of the host's for a listener, or one on another network. */
  readonly at?: string;
}

/** The ports of a server, its addresses, and its kernel's counters. */
interface Target extends Server {
  address(family: Family): string;
  readonly port: number;
  /** Where it has none, as Grafana, requests go to its port and its kernel only. */
  readonly others?: { readonly otherPort: number; readonly udpPort: number };
  readonly pinged: Pinged;
  /** Prepares the server for requests at an address. */
  answerAt?(address: string): Promise<void>;
}

/**
 * Sends requests to a server by every way at once: TCP at its port and at another one, UDP, and ping, whose reply counts only
 * if the server's kernel received the request.
 */
export async function reach(
  requester: Requester,
  server: Reachable,
  family: Family,
  { withinMs = ANSWER_TIMEOUT_MS, at }: ReachOptions = {},
): Promise<Reach> {
  const target = await targetOf(server);
  const { name: to, identity, port, others } = target;
  const address = at ?? target.address(family);
  await target.answerAt?.(address);
  const page = (number: number, way: Way): Promise<PageOutcome> =>
    requester.page(urlOf(address, number), withinMs, { to, way });
  const identified: Identify = async (answer) => {
    if (answer.kind !== 'replied') return answer;
    return { kind: 'echoed', by: (await hasReplied(target.pinged, family)) ? identity : undefined, client: undefined };
  };
  const sending = new Map<Way, Promise<PageOutcome | DatagramOutcome>>([['TCP', page(port, 'TCP')]]);
  if (others) {
    sending.set('other TCP', page(others.otherPort, 'other TCP'));
    sending.set('UDP', requester.datagram(address, others.udpPort, withinMs, { to, way: 'UDP' }));
  }
  if (requester.pings) sending.set('ping', requester.ping(address, withinMs, { to, way: 'ping' }, identified));
  const outcomes = await Promise.all([...sending].map(async ([way, outcome]) => [way, await outcome] as const));
  return { kind: 'reach', to: { name: to, identity }, outcomes: new Map(outcomes) };
}

/** The outcomes of a table or of connections, or the one outcome. */
export function outcomesIn(observed: Outcome | Reach | Connections): Outcome[] {
  if (observed.kind === 'connections') return [...observed.outcomes];
  return observed.kind === 'reach' ? [...observed.outcomes.values()] : [observed];
}

/** A spec of JavaScript has no types. */
function isExisting(server: { readonly kind: string }): boolean {
  return server.kind.startsWith('existing');
}

async function targetOf(server: Reachable): Promise<Target> {
  if (!(server instanceof RunningContainer) && isExisting(server))
    throw new ProbeError(
      `${server.name} is not of the suite, and has no ports for the requests of every way: use connect(${server.name}, PORT)`,
    );
  if (server instanceof RunningContainer) return containerTarget(server);
  return server.kind === 'lan-host' ? lanHostTarget(server) : listenerTarget(server);
}

async function containerTarget(container: RunningContainer): Promise<Target> {
  const { name, identity, port, otherPort, udpPort } = container;
  return {
    name,
    identity,
    port,
    ...(otherPort === undefined || udpPort === undefined ? {} : { others: { otherPort, udpPort } }),
    address: (family) => (family === 4 ? container.address : container.address6),
    pinged: await pingedContainer(container),
  };
}

function lanHostTarget(lanHost: RunningLanHost): Target {
  const { name, identity, host, others } = lanHost;
  const { address, address6 } = host.nic;
  return {
    name,
    identity,
    port: 80,
    others,
    address: (family) => (family === 4 ? address : address6),
    pinged: { namespace: identity, counters: () => countersOf(lanHost) },
  };
}

async function listenerTarget(listener: RunningListener): Promise<Target> {
  const { name, identity, port, others } = listener;
  return {
    name,
    identity,
    port,
    others,
    address: (family) => (family === 4 ? '127.0.0.1' : '::1'),
    pinged: await pingedHost(listener),
    answerAt: (address) => listener.answerDatagramsAt(address),
  };
}

const urlOf = (address: string, port: number): string => `http://${bracketed(address)}:${port}`;
