import { setImmediate } from 'node:timers/promises';
import { errorText } from '../engine/user-error.ts';
import type { Command, CommandResult } from '../probe/batch.ts';
import {
  NOT_OPENED,
  type Opened,
  type Watched,
  connectCommand,
  isOtherEnd,
  notLookedAt,
  parseOpened,
  parseWatched,
  portOf,
  watchCommand,
  wouldHaveSeen,
} from '../probe/connections.ts';
import { readGetent } from '../probe/getent.ts';
import { pingCommand, readPing } from '../probe/ping.ts';
import { lastLine } from '../probe/stderr.ts';
import { connectErrorInText } from '../probe/system-error.ts';
import { kernelClock, sendDatagrams } from './datagrams.ts';
import type { Answer, Exchange, Vantage, VantagesById, Request } from './requests.ts';
import type { StackContainer } from './stack.ts';

/** Longer than TCP's second retransmission, after 3 s (RFC 6298): one lost packet must not pass for a closed port. */
const SILENCE_MS = 3_300;

/** How long a connection is kept, so that the watch of the target sees it, and how long the watch takes. */
interface Pace {
  readonly holdMs: number;
  readonly watchMs: number;
}

const USUAL: Pace = { holdMs: 2_500, watchMs: SILENCE_MS };

/** On a machine so busy that the one ended before the other began. */
const PATIENT: Pace = { holdMs: 10_000, watchMs: 15_000 };

/** How often the target looks for connections meanwhile: each reading starts a program, and there are many targets. */
const WATCH_SECONDS = 0.5;

/** How many requests one vantage point sends at once. */
const AT_ONCE = 40;

/** How long a lookup may take: libc waits for a dead server for 5 s before it tries another one. */
const LOOKUP_MS = 8_000;

/**
 * Sends every request, those of one vantage point at most some at a time, so that their timeouts pass together. `own` has the
 * vantage point inside each target, which sees who connects.
 */
export async function sendAll(
  requests: readonly Request[],
  own: VantagesById,
  round: (index: number, of: number) => void,
): Promise<Exchange[]> {
  const rounds = inRounds(requests);
  const exchanges: Exchange[] = [];
  const [anyone] = own.values();
  const hasDatagrams = requests.some(({ subject }) => subject.kind === 'udp');
  const clock = anyone && hasDatagrams ? await kernelClock(anyone) : undefined;
  for (const [index, some] of rounds.entries()) {
    round(index + 1, rounds.length);
    const datagrams = some.filter(({ subject }) => subject.kind === 'udp');
    const others = some.filter(({ subject }) => subject.kind !== 'udp');
    const sending = clock ? sendDatagrams(datagrams, own, clock) : [];
    // in another turn of the event loop, and so in another exec: in one, datagrams would end with the last connection
    await setImmediate();
    exchanges.push(...(await Promise.all([sendUnclearAgain(others, own), sending])).flat());
  }
  return exchanges;
}

function inRounds(requests: readonly Request[]): Request[][] {
  const rounds: Request[][] = [];
  for (const mine of Map.groupBy(requests, ({ from }) => from).values())
    for (let at = 0; at < mine.length; at += AT_ONCE)
      (rounds[at / AT_ONCE] ??= []).push(...mine.slice(at, at + AT_ONCE));
  return rounds;
}

/** Sends a round, and once more, with more time, the requests without a clear answer. */
async function sendUnclearAgain(requests: readonly Request[], own: VantagesById): Promise<Exchange[]> {
  const exchanges = await sendRound(requests, own, USUAL);
  const unclear = exchanges.filter(isUnclear);
  if (unclear.length === 0) return exchanges;
  const again = await sendRound(
    unclear.map(({ request }) => request),
    own,
    PATIENT,
  );
  return [...exchanges.filter((one) => !isUnclear(one)), ...again];
}

function isUnclear({ answer }: Exchange): boolean {
  return answer.kind === 'elsewhere' || answer.kind === 'error';
}

async function sendRound(requests: readonly Request[], own: VantagesById, pace: Pace): Promise<Exchange[]> {
  const watching = watchTargets(requests, own, pace);
  const sent = requests.map(async (request) => ({ request, result: await resultOf(request, pace) }));
  const [seen, results] = await Promise.all([watching, Promise.all(sent)]);
  return results.map(({ request, result }) => ({ request, answer: answerOf(request, result, seen) }));
}

/** Runs the command of a request; gives the error where it could not be run. */
async function resultOf(request: Request, pace: Pace): Promise<CommandResult | string> {
  try {
    return await request.from.run(commandOf(request, pace));
  } catch (error) {
    return errorText(error);
  }
}

function commandOf({ subject, at, port = 0 }: Request, { holdMs }: Pace): Command {
  if (subject.kind === 'name') return getentOf(at);
  if (subject.kind === 'icmp') return pingCommand(at, SILENCE_MS);
  return connectCommand(at, port, { limitMs: SILENCE_MS, holdMs });
}

function getentOf(name: string): Command {
  return { words: ['timeout', String(LOOKUP_MS / 1000), 'getent', 'ahosts', name], limitMs: LOOKUP_MS };
}

/** What each target's kernel saw of connections to the ports of the requests; an error where it could not be read. */
type Seen = ReadonlyMap<string, Watched | string>;

async function watchTargets(requests: readonly Request[], own: VantagesById, { watchMs }: Pace): Promise<Seen> {
  const targets = Map.groupBy(
    requests.filter(({ target, subject }) => target && subject.kind === 'tcp'),
    ({ target }) => target as StackContainer,
  );
  const watching = [...targets].map(async ([{ id }, some]) => {
    const ports = [...new Set(some.flatMap(({ subject }) => (subject.kind === 'tcp' ? [subject.port] : [])))];
    return [id, await watched(own.get(id), ports, watchMs)] as const;
  });
  return new Map(await Promise.all(watching));
}

async function watched(target: Vantage | undefined, ports: readonly number[], ms: number): Promise<Watched | string> {
  try {
    if (!target) return 'it has no probe';
    const { exitCode, stdout, stderr } = await target.run(watchCommand(ports, ms, { everySeconds: WATCH_SECONDS }));
    return exitCode === 0 ? parseWatched(stdout) : lastLine(stderr);
  } catch (error) {
    return errorText(error);
  }
}

function answerOf(request: Request, result: CommandResult | string, seen: Seen): Answer {
  if (typeof result === 'string') return { kind: 'error', because: result };
  try {
    if (request.subject.kind === 'name') return named(result);
    if (request.subject.kind === 'icmp') return pinged(result);
  } catch (error) {
    return { kind: 'error', because: errorText(error) };
  }
  const opened = parseOpened(result.stdout);
  if (opened) return connected(request, opened, seen);
  const failed = connectErrorInText(result.stderr);
  if (failed) return { kind: failed.kind === 'refused' ? 'refused' : 'unreachable' };
  if (result.exitCode === NOT_OPENED) return { kind: 'silent' };
  return { kind: 'error', because: lastLine(result.stderr) };
}

function named(result: CommandResult): Answer {
  const answer = readGetent(result);
  return answer.kind === 'resolved' ? { kind: 'resolved', addresses: answer.addresses } : { kind: 'unresolved' };
}

function pinged(result: CommandResult): Answer {
  const { kind } = readPing(result, SILENCE_MS);
  if (kind === 'replied') return { kind: 'open' };
  return { kind: kind === 'timed out' ? 'silent' : kind };
}

/** Whether the target's kernel has the connection; the world has no kernel to look into. */
function connected({ target, subject, door }: Request, opened: Opened, seen: Seen): Answer {
  if (!target) return { kind: 'open' };
  const found = seen.get(target.id) ?? 'nobody looked';
  if (typeof found === 'string')
    return { kind: 'error', because: `the sockets of ${target.name} cannot be read: ${found}` };
  const port = subject.kind === 'tcp' ? subject.port : 0;
  const atPort = found.connections.filter(({ local }) => portOf(local) === port);
  if (atPort.some((row) => isOtherEnd(row, opened, door === 'published'))) return { kind: 'open' };
  if (wouldHaveSeen(found, opened)) return { kind: 'elsewhere' };
  return { kind: 'error', because: notLookedAt(target.name) };
}
