import { errorText } from '../engine/user-error.ts';
import type { Command, CommandResult } from '../probe/batch.ts';
import { lastLine } from '../probe/stderr.ts';
import { connectErrorInText } from '../probe/system-error.ts';
import type { Answer, Exchange, Vantage, VantagesById, Request } from './requests.ts';
import { type Counted, countCommand, parseCounts, uptimeCommand } from './sockets.ts';

/** The least time that the programs get to start before the first datagram is sent. */
const START_MS = 500;

/** How many times the time to start is what one program took; a busy machine starts many much later than one. */
const STARTS = 4;

/** How often what could not be counted is sent again, each time with twice the time to start. */
const TRIES = 4;

/** How long one sender has a target for itself. */
const TURN_MS = 180;

/** How many datagrams a turn sends at least; each turn of a target has another number, which other traffic does not follow. */
const LEAST = 3;
const NUMBERS = 8;

/** The least time that a program gets to read what has arrived. */
const READ_SECONDS = 0.05;

/** What came of datagrams. */
interface Sent extends Exchange {
  /** Whether all that the target counted is accounted for, so that none was read late. */
  readonly isSure: boolean;
}

/**
 * Waits for its turn, sends datagrams of one byte, and prints when it did. The times are those of the kernel, which all
 * containers of a host share.
 */
const SEND = String.raw`
exec 9<> <(:) 3>"/dev/udp/$0/$1" || exit 1
read -r now _ </proc/uptime
until [ "${'$'}{now/./}" -ge "$3" ]; do read -rt 0.01 -u 9; read -r now _ </proc/uptime; done
from=$now
for ((i = 0; i < $2; i++)); do printf . >&3; read -rt 0.005 -u 9; done
read -r now _ </proc/uptime
echo "$from $now"`;

/** The clock of the engine's kernel. */
export interface KernelClock {
  /** How far it is ahead of `performance.now()` of this process. */
  readonly aheadMs: number;
  /** How long a program took to start and end. */
  readonly execMs: number;
}

/** Reads the clock of the engine's kernel. Throws a ProbeError where it cannot be read. */
export async function kernelClock({ run }: Vantage): Promise<KernelClock> {
  const sent = performance.now();
  const { stdout } = await run(uptimeCommand);
  const answered = performance.now();
  return { aheadMs: Number.parseFloat(stdout) * 1000 - answered, execMs: answered - sent };
}

/**
 * Sends datagrams, the senders of one target one after another, and finds in the counters of the target's kernel whether
 * they arrived. Silence says nothing in UDP, and a capture would need a capability.
 */
export async function sendDatagrams(
  requests: readonly Request[],
  own: VantagesById,
  clock: KernelClock,
): Promise<Exchange[]> {
  const done: Exchange[] = [];
  let left = requests;
  for (let attempt = 1; left.length > 0; attempt++) {
    const sent = await sendOnce(left, own, clock, attempt);
    const isDone = ({ answer, isSure }: Sent): boolean => attempt === TRIES || (isSure && answer.kind !== 'error');
    done.push(...sent.filter(isDone).map(({ request, answer }) => ({ request, answer })));
    left = sent.filter((one) => !isDone(one)).map(({ request }) => request);
  }
  return done;
}

async function sendOnce(
  requests: readonly Request[],
  own: VantagesById,
  { aheadMs, execMs }: KernelClock,
  attempt: number,
): Promise<Sent[]> {
  const byTarget = [...Map.groupBy(requests, ({ target }) => target?.id ?? '')];
  const most = Math.max(...byTarget.map(([, some]) => some.length));
  const toStart = Math.max(START_MS, STARTS * execMs) * attempt;
  const startMs = performance.now() + aheadMs + toStart;
  const durationMs = 2 * toStart + (most + 1) * TURN_MS * attempt;
  const sending = byTarget.map(async ([id, some]): Promise<Sent[]> => {
    const numbers = some.map((_, turn) => LEAST + ((turn + attempt) % NUMBERS));
    const turns = some.map((request, turn) =>
      sendCommand(request, numbers[turn] ?? 0, startMs + turn * TURN_MS * attempt, durationMs),
    );
    try {
      const [counts, ...sent] = await Promise.all([
        own.get(id)?.run(countCommand(durationMs)),
        ...some.map((request, turn) => request.from.run(turns[turn] as Command)),
      ]);
      const counted = parseCounts(counts?.stdout ?? '');
      const answers = sent.map((_, turn) => answerOf(turn, sent, numbers[turn] ?? 0, counted));
      const arrived = numbers.reduce((sum, number, turn) => sum + (answers[turn]?.kind === 'open' ? number : 0), 0);
      const isSure = (counted.at(-1)?.datagrams ?? 0) - (counted[0]?.datagrams ?? 0) === arrived;
      return some.map((request, turn) => ({ request, answer: answers[turn] as Answer, isSure }));
    } catch (error) {
      return some.map((request) => ({ request, answer: { kind: 'error', because: errorText(error) }, isSure: false }));
    }
  });
  return (await Promise.all(sending)).flat();
}

function sendCommand({ at, port = 0 }: Request, number: number, whenMs: number, durationMs: number): Command {
  const words = ['bash', '-c', SEND, at, String(port), String(number), String(Math.round(whenMs / 10))];
  return { words, limitMs: 3 * durationMs };
}

/** When datagrams were sent, in seconds of the kernel's clock; undefined where nothing was. */
function timesOf({ stdout }: CommandResult): { readonly from: number; readonly to: number } | undefined {
  const [, from, to] = /^(\d+\.\d+) (\d+\.\d+)$/m.exec(stdout) ?? [];
  return from === undefined ? undefined : { from: Number(from), to: Number(to) };
}

/** Whether the target counted exactly the datagrams of a turn from its beginning to that of the next. */
function answerOf(turn: number, sent: readonly CommandResult[], number: number, counted: readonly Counted[]): Answer {
  const result = sent[turn] as CommandResult;
  const times = timesOf(result);
  const failed = connectErrorInText(result.stderr);
  if (!times) return failed ? { kind: failed.kind } : { kind: 'error', because: lastLine(result.stderr) };
  const next = sent.flatMap((one) => timesOf(one)?.from ?? []).filter((from) => from > times.from);
  const until = Math.min(...next, Number.POSITIVE_INFINITY);
  const before = counted.findLast(({ at }) => at < times.from);
  const after = counted.findLast(({ at }) => at >= times.to + READ_SECONDS && at < until);
  if (!before || !after) return { kind: 'error', because: 'its counters were not read in time' };
  const arrived = after.datagrams - before.datagrams;
  if (arrived === number) return { kind: 'open' };
  if (failed) return { kind: failed.kind };
  if (arrived === 0) return { kind: 'not counted' };
  const because = `it counted ${arrived} datagrams where ${number} were sent, so that others send to it`;
  return { kind: 'error', because };
}
