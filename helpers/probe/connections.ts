import type { Command } from './batch.ts';

/** The exit code of a shell after SIGALRM: the connection was not opened in time. */
export const NOT_OPENED = 142;

/**
 * Opens a connection, prints its two ends, when it was begun and open, and until when; nothing is sent. Its clock begins
 * with the connection: on a busy machine a program may take seconds to start, which must not pass for silence. For the same
 * reason it starts as few programs as it can: from Linux 5.14 on, fdinfo has the inode.
 */
const CONNECT = String.raw`
exec 9<> <(:)
{ read -rt "$3" -u 9; kill -ALRM $$; } >/dev/null 2>&1 &
read -r from _ </proc/uptime
exec 3<>"/dev/tcp/$0/$1" || { kill $!; exit 1; }
read -r to _ </proc/uptime
kill $!
inode=
while read -r key value; do [ "$key" != ino: ] || inode=$value; done </proc/$$/fdinfo/3
if [ -z "$inode" ]; then inode=$(readlink /proc/$$/fd/3); inode=${'$'}{inode//[^0-9]/}; fi
sed -nE "s/^ *[0-9]+: ([0-9A-F]+:[0-9A-F]{4}) ([0-9A-F]+:[0-9A-F]{4}) .* $inode .*/\1 \2/p" /proc/net/tcp /proc/net/tcp6 2>/dev/null
echo "@ $from $to"
read -rt "$2" -u 9
read -r until _ </proc/uptime
echo "= $to $until"
exit 0`;

/** How long a connection may take, and how long it is kept, so that the watch of the other side sees it. */
export interface ConnectionTimes {
  readonly limitMs: number;
  readonly holdMs: number;
}

/** Opens a TCP connection, and prints its ends. bash does it: an image may have no other program for it. */
export function connectCommand(address: string, port: number, { limitMs, holdMs }: ConnectionTimes): Command {
  const seconds = [holdMs, limitMs].map((ms) => String(ms / 1000));
  // a signal's exit code is one of the shell around it
  const words = ['sh', '-c', 'bash -c "$@"; exit $?', 'connect', CONNECT, address, String(port), ...seconds];
  return { words, limitMs: limitMs + holdMs };
}

/** The two ends of a TCP connection, as the kernel of one side has them: `ADDRESS:PORT` in its hexadecimal digits. */
export interface Connection {
  readonly local: string;
  readonly remote: string;
}

/**
 * How often the table of connections is read by default, in seconds. The pause is a read of bash from a pipe that stays
 * empty, which starts no program.
 */
const WATCH_SECONDS = 0.2;

const WATCH = String.raw`
times=$1 ports=$2 more=$3 begun=
exec 9<> <(:)
while [ "$times" -gt 0 ]; do
  read -r from _ </proc/uptime
  now=$(sed -nE "s/^ *[0-9]+: ([0-9A-F]+:($ports)) ([0-9A-F]+:[0-9A-F]{4}) (01|04|05|06|08|09|0B) .*/\1 \3/p" /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  echo "$now"
  read -r to _ </proc/uptime
  echo "~ $from $to"
  if [ -z "$begun" ]; then begun=yes before=$now
  elif [ -n "$more" ] && echo "$now" | grep -vxF -e "$before" | grep -q .; then times=$more more=
  fi
  times=$((times - 1))
  read -rt "$4" -u 9
done | sort -u`;

/** How many times the table is read once there is a new connection, where the watch ends early. */
const AFTER_NEW = 2;

/**
 * Lists the connections to these ports during some time, each once, and when it looked; with `untilNew`, until shortly after
 * there is a new one. Nothing is captured: it reads the kernel's table.
 */
export function watchCommand(
  ports: readonly number[],
  durationMs: number,
  { untilNew = false, everySeconds = WATCH_SECONDS }: { untilNew?: boolean; everySeconds?: number } = {},
): Command {
  const times = Math.ceil(durationMs / (everySeconds * 1000));
  const digits = ports.map((port) => port.toString(16).toUpperCase().padStart(4, '0')).join('|');
  const words = [
    'bash',
    '-c',
    WATCH,
    'watch',
    String(times),
    digits,
    untilNew ? String(AFTER_NEW) : '',
    String(everySeconds),
  ];
  return { words, limitMs: 3 * durationMs };
}

/** A time of the kernel's clock, in seconds since it started: one clock for all containers of a host. */
interface Period {
  readonly from: number;
  readonly to: number;
}

/** A connection that was opened. */
export interface Opened extends Connection {
  /** While it was open; undefined where its end is not known. */
  readonly open: Period | undefined;
}

/** What a watch saw. */
export interface Watched {
  readonly connections: readonly Connection[];
  /** Each time at which the table was read. */
  readonly readings: readonly Period[];
}

/** How long a proxy gets to connect to the container, for a client that is connected to the proxy. */
const PASSED_ON_SECONDS = 0.5;

/** Parses what a connection printed; undefined where it was not opened. */
export function parseOpened(text: string): Opened | undefined {
  const [connection] = parseConnections(text);
  return connection && { ...connection, open: periodsIn(text, '=')[0] };
}

/** Parses what a watch printed. */
export function parseWatched(text: string): Watched {
  return { connections: parseConnections(text), readings: periodsIn(text, '~') };
}

/**
 * Whether a row of the container's table is the other end of a connection. `isForwarded`: a host between two networks puts
 * its own address in place of the client's, and its userland proxy a port of its own.
 */
export function isOtherEnd({ remote }: Connection, { local }: Opened, isForwarded: boolean): boolean {
  return isForwarded || portOf(remote) === portOf(local);
}

/**
 * Whether a watch that did not see a connection would have seen it: it read the table while the connection was open. On a
 * busy machine, the one may begin when the other has ended.
 */
export function wouldHaveSeen({ readings }: Watched, { open }: Opened): boolean {
  return open !== undefined && readings.some(({ from, to }) => from >= open.from + PASSED_ON_SECONDS && to <= open.to);
}

/** The error where it would not. */
export function notLookedAt(container: string): string {
  return `the sockets of ${container} were not read while the connection was open, so that nobody knows who answered: the machine is too busy`;
}

function parseConnections(text: string): Connection[] {
  return [...text.matchAll(/^([0-9A-F]+:[0-9A-F]{4}) ([0-9A-F]+:[0-9A-F]{4})$/gm)].map(
    ([, local = '', remote = '']) => ({ local: plainEnd(local), remote: plainEnd(remote) }),
  );
}

function periodsIn(text: string, mark: '=' | '~'): Period[] {
  return [...text.matchAll(/^(\S) (\d+\.\d+) (\d+\.\d+)$/gm)]
    .filter(([, found]) => found === mark)
    .map(([, , from, to]) => ({ from: Number(from), to: Number(to) }));
}

/** An IPv4 address in the IPv6 table has a prefix. */
function plainEnd(end: string): string {
  return end.replace(/^0000000000000000FFFF0000/, '');
}

/** The port of an end of a connection. */
export function portOf(end: string): number {
  return Number.parseInt(end.slice(end.lastIndexOf(':') + 1), 16);
}
