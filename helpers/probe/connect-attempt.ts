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
  type Opened,
  type Watched,
  connectCommand,
  isOtherEnd,
  notLookedAt,
  parseOpened,
  parseWatched,
  watchCommand,
  wouldHaveSeen,
} from './connections.ts';
import { runInContainer } from './exec.ts';
import { type ConnectionAnswer, ProbeError } from './outcome.ts';
import { lastLine } from './stderr.ts';
import { connectErrorInText } from './system-error.ts';

/** How long a connection is kept at first: as long as the other side's table is read a few times. */
const HOLD_MS = 800;

/** The same where the other side did not see it, and how long the watch takes then: on a busy machine, it may begin late. */
const LONG_HOLD_MS = 5_000;
const LONG_WATCH_MS = 8_000;

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
export async function attempted(client: Connecting, target: Target, port: number, limitMs: number): Promise<Came> {
  const first = await attempt(client, target, port, { limitMs, holdMs: HOLD_MS });
  const isUnseen = first.answer.kind === 'connected' && first.answer.by === undefined;
  if (!isUnseen) return first;
  const { unwatched, ...second } = await attempt(client, target, port, { limitMs, holdMs: LONG_HOLD_MS });
  if (unwatched !== undefined) throw new ProbeError(notLookedAt(unwatched));
  return second;
}

/** With the container, if any, whose table was not read in time to say that it does not have the connection. */
interface Attempt extends Came {
  readonly unwatched?: string;
}

async function attempt(client: Connecting, target: Target, port: number, times: ConnectionTimes): Promise<Attempt> {
  const { containers, isForwarded = false } = target;
  const before = isForwarded ? await Promise.all(containers.map((one) => seenBy(one, port, 1))) : [];
  const untilNew = times.holdMs === HOLD_MS;
  const watchMs = untilNew ? AHEAD_MS + times.limitMs : LONG_WATCH_MS;
  const watching = Promise.all(containers.map((one) => seenBy(one, port, watchMs, untilNew)));
  const connecting = setTimeout(untilNew ? AHEAD_MS : 0).then(() =>
    client.run(connectCommand(target.address, target.port, times)),
  );
  const [result, seen] = await Promise.all([connecting, watching]);
  const { opened, ...came } = read(result, times.limitMs);
  if (came.answer.kind !== 'connected' || opened === undefined) return came;
  const known = new Set(before.flatMap(({ connections }) => connections).map(keyOf));
  const rows = seen.flatMap(({ connections }) => connections).filter((row) => !known.has(keyOf(row)));
  if (rows.some((row) => isOtherEnd(row, opened, isForwarded)))
    return { ...came, answer: { ...came.answer, by: target.server.identity } };
  const unwatched = containers[seen.findIndex((watched) => !wouldHaveSeen(watched, opened))];
  return { ...came, ...(unwatched ? { unwatched: unwatched.name } : {}) };
}

const keyOf = ({ local, remote }: Connection): string => `${local} ${remote}`;

/** What a container's kernel has of connections to a port. Throws a ProbeError where they cannot be read. */
async function seenBy(
  { name, probe }: ExistingContainer,
  port: number,
  ms: number,
  untilNew = false,
): Promise<Watched> {
  try {
    const { exitCode, stdout, stderr } = await runInContainer(probe, watchCommand([port], ms, { untilNew }));
    if (exitCode === 0) return parseWatched(stdout);
    throw new ProbeError(lastLine(stderr));
  } catch (error) {
    throw new ProbeError(
      `the sockets of ${name} cannot be read, so that nobody knows who answered: ${errorText(error)}`,
    );
  }
}

/** Parses the outcome of a connection. Throws a ProbeError for what proves nothing about the network. */
function read(result: CommandResult, limitMs: number): Came & { readonly opened?: Opened } {
  const { exitCode, stdout, stderr } = result;
  const opened = parseOpened(stdout);
  const [, from = '', to = ''] = stdout.match(/^@ (\S+) (\S+)$/m) ?? [];
  const { tookMs = result.tookMs } = timeBetween(from, to);
  if (opened) return { answer: { kind: 'connected', by: undefined }, tookMs, exitCode: 0, opened };
  const failed = connectErrorInText(stderr);
  const printed = lastLine(stderr);
  // after the name of the program and its line
  if (failed) return { answer: failed, tookMs: result.tookMs, exitCode, printed: printed.split(': ').at(-1) ?? '' };
  if (exitCode === NOT_OPENED) return { answer: { kind: 'timed out', limitMs }, tookMs: result.tookMs, exitCode };
  throw new ProbeError(`no connection could be tried (exit code ${exitCode}): ${printed}`);
}
