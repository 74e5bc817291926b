import { readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';

/** The options of this machine's dockerd, by their names in daemon.json. */
export type DaemonOptions = Readonly<Record<string, unknown>>;

/** The default configuration file of dockerd: https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file */
const DEFAULT_FILE = '/etc/docker/daemon.json';

/** The options that matter to the suite, and that no API reports. */
const FLAGS = ['iptables', 'ip6tables', 'ip-forward', 'ip-masq', 'userland-proxy', 'dns', 'bridge'] as const;

/**
 * The options of this machine's dockerd, from its command line, where its process is found, and its configuration file,
 * unless that was changed after dockerd had started. Empty where nothing is found.
 */
export function daemonOptions(): DaemonOptions {
  const daemon = daemonHere();
  const flags = parseFlags(daemon?.words ?? []);
  const file = typeof flags['config-file'] === 'string' ? flags['config-file'] : DEFAULT_FILE;
  return { ...optionsIn(file, daemon?.startedMs), ...flags };
}

/** Reads `--iptables=false`, `--dns 192.0.2.53` and `--icc` of a command line. */
export function parseFlags(words: readonly string[]): DaemonOptions {
  const known: ReadonlySet<string> = new Set([...FLAGS, 'config-file']);
  const found: Record<string, unknown> = {};
  for (const [index, word] of words.entries()) {
    const [, name = '', value] = word.match(/^--([a-z0-9-]+)(?:=(.*))?$/) ?? [];
    if (!known.has(name)) continue;
    const next = words[index + 1];
    const text = value ?? (next === undefined || next.startsWith('-') ? 'true' : next);
    found[name] = text === 'true' ? true : text === 'false' ? false : text;
  }
  return found;
}

function optionsIn(file: string, startedMs: number | undefined): DaemonOptions {
  try {
    if (startedMs !== undefined && statSync(file).mtimeMs > startedMs) return {};
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as DaemonOptions) : {};
  } catch {
    return {};
  }
}

interface Daemon {
  readonly words: readonly string[];
  /** In ms since the epoch; undefined where it is unknown. */
  readonly startedMs: number | undefined;
}

/** The only dockerd in this process's network namespace, else the only visible one. */
function daemonHere(): Daemon | undefined {
  const daemons = filesIn('/proc').filter(
    (entry) => /^\d+$/.test(entry) && read(`/proc/${entry}/comm`) === 'dockerd\n',
  );
  const own = linked('/proc/self/ns/net');
  const here = daemons.filter((pid) => linked(`/proc/${pid}/ns/net`) === own);
  const [pid] = here.length > 0 ? here : daemons;
  if (pid === undefined || (here.length === 0 && daemons.length > 1)) return undefined;
  return { words: (read(`/proc/${pid}/cmdline`) ?? '').split('\0'), startedMs: startOf(pid) };
}

/** When a process started; the times of its folder in /proc are those of the first access. */
function startOf(pid: string): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  const bootSeconds = read('/proc/stat')?.match(/^btime (\d+)$/m)?.[1];
  const ticks = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  if (ticks === undefined || bootSeconds === undefined) return undefined;
  const TICKS_PER_SECOND = 100;
  return (Number(bootSeconds) + Number(ticks) / TICKS_PER_SECOND + 1) * 1000;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linked(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
