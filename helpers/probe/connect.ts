import { setTimeout } from 'node:timers/promises';
import { bracketed } from '../engine/bracketed.ts';
import { errorText } from '../engine/user-error.ts';
import { type Existing, type ExistingContainer, serverNameOf } from '../scenario/existing/container.ts';
import { missingInInspect } from '../scenario/running/inspected-container.ts';
import type { Command, CommandResult } from './batch.ts';
import {
  type Connection,
  type ConnectionTimes,
  NOT_OPENED,
  connectCommand,
  parseConnections,
  portOf,
  watchCommand,
} from './connections.ts';
import { timeBetween } from './clock.ts';
import { runInContainer } from './exec.ts';
import type { Server } from './expectation.ts';
import { getentCommand, readGetentSeries } from './getent.ts';
import { recordOutcome } from './journal.ts';
import { SYSTEM_LOOKUP_TIMEOUT_MS } from './limits.ts';
import { type Place, manualConnection } from './manual-command.ts';
import { type ConnectionAnswer, type ConnectionOutcome, ProbeError } from './outcome.ts';
import { publishedAddress, unknownHostAddress } from './published-address.ts';
import { type VantagePoint, printVantagePoint } from './request.ts';
import { lastLine } from './stderr.ts';
import { connectErrorInText } from './system-error.ts';

/** Longer than TCP's second retransmission, after 3 s (RFC 6298): one lost packet must not pass for a closed port. */
const SILENCE_MS = 3_300;

/** How long a connection is kept at first: as long as the other side's table is read a few times. */
const HOLD_MS = 800;

/** How long it is kept where the other side did not see it: on a busy machine, a watch may begin late. */
const LONG_HOLD_MS = 2_500;

/** How long the watch is ahead of the connection: one that it sees as new ends it early. */
const AHEAD_MS = 300;

/** A place that opens connections. */
export interface Connecting {
  readonly from: VantagePoint;
  /** Where a repro script opens them. */
  readonly place: Place;
  /** The networks that it is on, by their names on the engine; empty for a host. */
  readonly networks: readonly string[];
  /** The address at which a host asks published ports, by default. */
  readonly hostAddress?: string;
  /** The address of the engine's host, as a container reaches it: there, it asks ports that are published on all addresses. */
  readonly gateway?: () => Promise<string | undefined>;
  readonly run: (command: Command) => Promise<CommandResult>;
}

/** Which address is asked. */
export interface ConnectOptions {
  /** A name, looked up as programs do, or an address, instead of those in inspect: any replica may answer there. */
  readonly at?: string;
  /** At the host port that the port is published on, which inspect shows: a container asks at its gateway, or at the address `at` of the host. */
  readonly published?: true;
  /** How long a connection may take. */
  readonly withinMs?: number;
}

/** The outcomes of connections: from each that asks, to each container that should answer. */
export interface Connections {
  readonly kind: 'connections';
  /** What was asked: the container, or all replicas of the service. */
  readonly to: Server;
  readonly outcomes: readonly ConnectionOutcome[];
}

/** An address and port to ask, and the containers of which one should answer. */
interface Target {
  readonly server: Server;
  readonly containers: readonly ExistingContainer[];
  readonly address: string;
  readonly port: number;
  /** The name that was looked up for the address. */
  readonly name?: string;
  /** Whether it is a port of the host, from which the engine forwards. */
  readonly isForwarded?: true;
}

/**
 * Opens a TCP connection from each that asks to each container that should answer, sends nothing, and finds in the table of
 * sockets of each of those whether it has the connection: programs of the user have no identity in their answers.
 */
export async function connect(
  askers: readonly Connecting[],
  to: Existing,
  port: number,
  options: ConnectOptions = {},
): Promise<Connections> {
  const outcomes = await Promise.all(askers.map((asker) => connectFrom(asker, to, port, options)));
  return { kind: 'connections', to: serverNameOf(to), outcomes: outcomes.flat() };
}

async function connectFrom(
  asker: Connecting,
  to: Existing,
  port: number,
  options: ConnectOptions,
): Promise<ConnectionOutcome[]> {
  const { at, published, withinMs = SILENCE_MS } = options;
  if (at !== undefined && !published && !/^[\d.]+$|:/.test(at)) return connectByName(asker, to, port, at, withinMs);
  const targets = published ? await publishedTargets(asker, to, port, at) : ownTargets(asker, to, port, at);
  return Promise.all(targets.map((target) => connectTo(asker, target, port, withinMs)));
}

/** Every address that a name resolves to must lead to one of the containers. */
async function connectByName(
  asker: Connecting,
  to: Existing,
  port: number,
  name: string,
  withinMs: number,
): Promise<ConnectionOutcome[]> {
  const result = await asker.run(getentCommand([name], SYSTEM_LOOKUP_TIMEOUT_MS));
  const [found] = readGetentSeries(result, [name]);
  const server = serverNameOf(to);
  const all = { server, containers: to.replicas, port, name };
  if (found?.kind === 'resolved')
    return Promise.all(found.addresses.map((address) => connectTo(asker, { ...all, address }, port, withinMs)));
  const answer = { kind: 'unresolved', reason: found?.reason ?? 'unknown' } as const;
  return [recorded(asker, { ...all, address: name }, port, { answer, tookMs: result.tookMs })];
}

/** Where they share a network, the addresses on it; else all of them. */
function ownTargets(asker: Connecting, to: Existing, port: number, at: string | undefined): Target[] {
  if (at !== undefined) return [{ server: serverNameOf(to), containers: to.replicas, address: at, port }];
  return to.replicas.flatMap((container) => {
    const common = [...container.addresses].filter(([network]) => asker.networks.includes(network));
    const addresses = (common.length > 0 ? common : [...container.addresses]).flatMap(([, some]) => some);
    if (addresses.length === 0)
      throw new ProbeError(
        `${container.name} has no address of its own (its network is ${container.networkMode}): name one with at, as in connect(${container.name}, ${port}, { at: '192.0.2.1' })`,
      );
    return addresses.map((address) => ({ server: serverNameOf(container), containers: [container], address, port }));
  });
}

async function publishedTargets(
  { from, hostAddress, gateway }: Connecting,
  to: Existing,
  port: number,
  at: string | undefined,
): Promise<Target[]> {
  const known = { at, hostAddress, gateway: at === undefined ? await gateway?.() : undefined };
  return to.replicas.flatMap((container) => {
    const bound = container.published(port).filter(({ address }) => !address.includes(':'));
    if (bound.length === 0) throw missingInInspect(`the host port of ${port}/tcp of ${container.name}`, 'a port');
    return bound.map((binding) => {
      const address = publishedAddress(binding, known);
      if (address === undefined) throw unknownHostAddress(printVantagePoint(from), to.name, port);
      return {
        server: serverNameOf(container),
        containers: [container],
        address,
        port: binding.port,
        isForwarded: true,
      };
    });
  });
}

/** What came of one connection. */
interface Came {
  readonly answer: ConnectionAnswer;
  readonly tookMs: number;
  readonly exitCode?: number;
  readonly printed?: string;
}

/** Opens one connection, and once more for longer where the container was not seen to have it. */
async function connectTo(asker: Connecting, target: Target, port: number, limitMs: number): Promise<ConnectionOutcome> {
  const first = await attempt(asker, target, port, { limitMs, holdMs: HOLD_MS });
  const isUnseen = first.answer.kind === 'connected' && first.answer.by === undefined;
  const came = isUnseen ? await attempt(asker, target, port, { limitMs, holdMs: LONG_HOLD_MS }) : first;
  return recorded(asker, target, port, came);
}

function recorded(asker: Connecting, target: Target, port: number, came: Came): ConnectionOutcome {
  const { from, place } = asker;
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
    again: (limitMs) => connectTo(asker, target, port, limitMs),
  });
}

/** `port` is the one that the program listens on; that of the target may be one of the host. */
async function attempt(asker: Connecting, target: Target, port: number, times: ConnectionTimes): Promise<Came> {
  const { containers, isForwarded = false } = target;
  const before = isForwarded ? await Promise.all(containers.map((one) => seenBy(one, port, 1))) : [];
  const untilNew = times.holdMs === HOLD_MS;
  const watching = Promise.all(containers.map((one) => seenBy(one, port, AHEAD_MS + times.limitMs, untilNew)));
  const connecting = setTimeout(untilNew ? AHEAD_MS : 0).then(() =>
    asker.run(connectCommand(target.address, target.port, times)),
  );
  const [result, seen] = await Promise.all([connecting, watching]);
  const came = read(result, times.limitMs);
  if (came.answer.kind !== 'connected' || came.connection === undefined) return came;
  const known = new Set(before.flat().map(keyOf));
  const rows = seen.flat().filter((row) => !known.has(keyOf(row)));
  const { local } = came.connection;
  // a host between two networks puts its own address in place of the client's, and its userland proxy a port of its own
  const isAnswering = rows.some(({ remote }) => isForwarded || portOf(remote) === portOf(local));
  return { ...came, answer: { ...came.answer, by: isAnswering ? target.server.identity : undefined } };
}

const keyOf = ({ local, remote }: Connection): string => `${local} ${remote}`;

/** The connections to a port that a container's kernel has. Throws a ProbeError where they cannot be read. */
async function seenBy(
  { name, probe }: ExistingContainer,
  port: number,
  ms: number,
  untilNew = false,
): Promise<Connection[]> {
  try {
    const { exitCode, stdout, stderr } = await runInContainer(probe, watchCommand([port], ms, { untilNew }));
    if (exitCode === 0) return parseConnections(stdout);
    throw new ProbeError(lastLine(stderr));
  } catch (error) {
    throw new ProbeError(
      `the sockets of ${name} cannot be read, so that nobody knows who answered: ${errorText(error)}`,
    );
  }
}

/** Parses the outcome of a connection. Throws a ProbeError for what proves nothing about the network. */
function read(result: CommandResult, limitMs: number): Came & { readonly connection?: Connection } {
  const { exitCode, stdout, stderr } = result;
  const [connection] = parseConnections(stdout);
  const [, from = '', to = ''] = stdout.match(/^@ (\S+) (\S+)$/m) ?? [];
  const { tookMs = result.tookMs } = timeBetween(from, to);
  if (connection) return { answer: { kind: 'connected', by: undefined }, tookMs, exitCode: 0, connection };
  const failed = connectErrorInText(stderr);
  const printed = lastLine(stderr);
  // after the name of the program and its line
  if (failed) return { answer: failed, tookMs: result.tookMs, exitCode, printed: printed.split(': ').at(-1) ?? '' };
  if (exitCode === NOT_OPENED) return { answer: { kind: 'timed out', limitMs }, tookMs: result.tookMs, exitCode };
  throw new ProbeError(`no connection could be tried (exit code ${exitCode}): ${printed}`);
}
