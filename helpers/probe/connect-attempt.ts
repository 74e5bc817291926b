import { setTimeout } from 'node:timers/promises';
import { errorText } from '../engine/user-error.ts';
import type { ExistingContainer } from '../scenario/existing/container.ts';
import type { CommandResult } from './batch.ts';
import { timeBetween } from './clock.ts';
import type { Connecting, Target } from './connect-targets.ts';
import {
  type Connection,
  type ConnectionTimes,
  NOT_OPENED,
  connectCommand,
  parseConnections,
  portOf,
  watchCommand,
} from './connections.ts';
import { runInContainer } from './exec.ts';
import { type ConnectionAnswer, ProbeError } from './outcome.ts';
import { lastLine } from './stderr.ts';
import { connectErrorInText } from './system-error.ts';

/** How long a connection is kept at first: as long as the other side's table is read a few times. */
const HOLD_MS = 800;

/** How long it is kept where the other side did not see it: on a busy machine, a watch may begin late. */
const LONG_HOLD_MS = 2_500;

/** How long the watch is ahead of the connection: one that it sees as new ends it early. */
const AHEAD_MS = 300;

/** What came of one connection. */
export interface Came {
  readonly answer: ConnectionAnswer;
  readonly tookMs: number;
  readonly exitCode?: number;
  readonly printed?: string;
}

/**
 * Opens one connection, and once more for longer where the container was not seen to have it. `port` is the one that the
 * program listens on; that of the target may be one of the host.
 */
export async function attempted(asker: Connecting, target: Target, port: number, limitMs: number): Promise<Came> {
  const first = await attempt(asker, target, port, { limitMs, holdMs: HOLD_MS });
  const isUnseen = first.answer.kind === 'connected' && first.answer.by === undefined;
  return isUnseen ? attempt(asker, target, port, { limitMs, holdMs: LONG_HOLD_MS }) : first;
}

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
