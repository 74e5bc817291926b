import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cacheFolder } from '../../engine/embedded/cache.ts';
import { stateOf } from '../../engine/owner.ts';
import { cgroupsOf, processes, wasStartedWith } from './processes.ts';

/** How the traces of this trial are recognized: others may run the suite on this machine at the same time. */
export interface TrialMark {
  /** An environment variable, `NAME=value`, of every process of the trial. */
  readonly variable: string;
  /** The Debian suite of its engines, as in their names: `trixie`. */
  readonly suite: string;
  /** The folder of its temporary folders. */
  readonly temporary: string;
}

/** What a run creates on the machine, by kind; none of it may be left afterwards. */
export function tracesOf(trial: TrialMark): ReadonlySet<string> {
  return new Set([
    ...processTraces(trial),
    ...readdirSync('/sys/class/net').map((name) => `interface ${name}`),
    ...cgroupTraces(trial.suite),
    ...mountTraces(trial),
    ...readdirSync(trial.temporary)
      .filter((name) => !CACHES.test(name))
      .map((name) => `temporary folder ${name}`),
    ...deadRuns(),
  ]);
}

/** Jest and Node cache compiled files for all of a user's runs. */
const CACHES = /^jest_|^node-compile-cache$/;

/** The traces that were not there before. */
export function newTraces(before: ReadonlySet<string>, now: ReadonlySet<string>): string[] {
  return [...now].filter((trace) => !before.has(trace));
}

/** The trial's processes, those in an engine's cgroup, and the network namespaces that they hold. */
function processTraces({ variable, suite }: TrialMark): string[] {
  const inEngine = new RegExp(`/dnc-${suite}-\\d+(/|$)`, 'm');
  const found = processes().filter(({ pid }) => wasStartedWith(pid, variable) || inEngine.test(cgroupsOf(pid)));
  const own = namespaceOf('self');
  const held = found.map(({ pid }) => namespaceOf(pid)).filter((namespace) => namespace && namespace !== own);
  return [
    ...found.map(({ pid, name }) => `process ${pid} ${name}`),
    ...[...new Set(held)].map((namespace) => `network namespace ${namespace}`),
  ];
}

function namespaceOf(pid: number | 'self'): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return '';
  }
}

/** The cgroups of engines, and those of the containers on them. */
function cgroupTraces(suite: string): string[] {
  const root = '/sys/fs/cgroup';
  const engines = [root, ...foldersIn(root)].flatMap((folder) =>
    foldersIn(folder).filter((inside) => basename(inside).startsWith(`dnc-${suite}-`)),
  );
  return [...engines, ...engines.flatMap(foldersIn)].map((folder) => `cgroup ${folder}`);
}

/** Whether a trace is the cgroup of an engine itself, which is created with its first container and removed with the engine. */
export function isCgroupOf(engine: string, trace: string): boolean {
  return trace.startsWith('cgroup ') && basename(trace) === `dnc-${engine}`;
}

function mountTraces({ temporary }: TrialMark): string[] {
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '');
  return points
    .filter((point) => point.startsWith(cacheFolder()) || point.startsWith(temporary) || point.includes('/netns/'))
    .map((point) => `mount ${point}`);
}

/** The folders of runs that have ended. */
function deadRuns(): string[] {
  return namesIn(cacheFolder('runs'))
    .filter((id) => {
      const owner = cacheFolder('runs', id, 'owner');
      return existsSync(owner) && stateOf(readFileSync(owner, 'utf8')) === 'gone';
    })
    .map((id) => `folder of the run ${id}`);
}

function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
