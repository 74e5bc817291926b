import { bracketed } from '../engine/bracketed.ts';
import { type Existing, serverNameOf } from '../scenario/existing/container.ts';
import { type Came, attempted } from './connect-attempt.ts';
import { type Connecting, type Target, ownTargets, publishedTargets } from './connect-targets.ts';
import type { Server } from './expectation.ts';
import { getentCommand, readGetentSeries } from './getent.ts';
import { recordOutcome } from './journal.ts';
import { SYSTEM_LOOKUP_TIMEOUT_MS } from './limits.ts';
import { manualConnection } from './manual-command.ts';
import type { ConnectionOutcome } from './outcome.ts';

/** Longer than TCP's second retransmission, after 3 s (RFC 6298): one lost packet must not pass for a closed port. */
const SILENCE_MS = 3_300;

/** Which address the connection is to. */
export interface ConnectOptions {
  /** A name, looked up as programs do, or an address, instead of those in inspect: any replica may answer there. */
  readonly at?: string;
  /**
   * At the host port that the port is published on, which inspect shows: a container connects to its gateway, or to the
   * address `at` of the host.
   */
  readonly published?: true;
  /** How long a connection may take. */
  readonly withinMs?: number;
}

/** The outcomes of connections: from each client, to each container that should answer. */
export interface Connections {
  readonly kind: 'connections';
  /** The target: the container, or all replicas of the service. */
  readonly to: Server;
  readonly outcomes: readonly ConnectionOutcome[];
}

/**
 * Opens a TCP connection from each client to each container that should answer, sends nothing, and finds in the table of
 * sockets of each of those whether it has the connection: programs of the user have no identity in their answers.
 */
export async function connect(
  clients: readonly Connecting[],
  to: Existing,
  port: number,
  options: ConnectOptions = {},
): Promise<Connections> {
  const outcomes = await Promise.all(clients.map((client) => connectFrom(client, to, port, options)));
  return { kind: 'connections', to: serverNameOf(to), outcomes: outcomes.flat() };
}

async function connectFrom(
  client: Connecting,
  to: Existing,
  port: number,
  options: ConnectOptions,
): Promise<ConnectionOutcome[]> {
  const { at, published, withinMs = SILENCE_MS } = options;
  if (at !== undefined && !published && !/^[\d.]+$|:/.test(at)) return connectByName(client, to, port, at, withinMs);
  const targets = published ? await publishedTargets(client, to, port, at) : ownTargets(client, to, port, at);
  return Promise.all(targets.map((target) => connectTo(client, target, port, withinMs)));
}

/** Every address that a name resolves to must lead to one of the containers. */
async function connectByName(
  client: Connecting,
  to: Existing,
  port: number,
  name: string,
  withinMs: number,
): Promise<ConnectionOutcome[]> {
  const result = await client.run(getentCommand([name], SYSTEM_LOOKUP_TIMEOUT_MS));
  const [found] = readGetentSeries(result, [name]);
  const server = serverNameOf(to);
  const all = { server, containers: to.replicas, port, name };
  if (found?.kind === 'resolved')
    return Promise.all(found.addresses.map((address) => connectTo(client, { ...all, address }, port, withinMs)));
  const answer = { kind: 'unresolved', reason: found?.reason ?? 'unknown' } as const;
  return [recorded(client, { ...all, address: name }, port, { answer, tookMs: result.tookMs })];
}

async function connectTo(
  client: Connecting,
  target: Target,
  port: number,
  limitMs: number,
): Promise<ConnectionOutcome> {
  return recorded(client, target, port, await attempted(client, target, port, limitMs));
}

function recorded(client: Connecting, target: Target, port: number, came: Came): ConnectionOutcome {
  const { from, place } = client;
  const { server, address, name } = target;
  const { answer, tookMs, exitCode, printed } = came;
  const where = `${bracketed(address)} ${target.port}`;
  const outcome: ConnectionOutcome = {
    ...answer,
    from,
    target: server,
    port,
    request: { kind: 'connection', address, port: target.port, ...(name === undefined ? {} : { name }) },
    tookMs,
    evidence: {
      command: `nc -z ${where}`,
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(printed ? { printed } : {}),
    },
  };
  const observed = { output: 'text', lines: [answer.kind === 'connected' ? 'open' : 'closed'] } as const;
  return recordOutcome(outcome, {
    command: manualConnection(place, name ?? address, target.port),
    observed,
    again: (limitMs) => connectTo(client, target, port, limitMs),
  });
}
