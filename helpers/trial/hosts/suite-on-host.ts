import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { chown } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../engine/embedded/cache.ts';
import { command } from '../../engine/embedded/command.ts';
import { ipOf } from '../../engine/host-access.ts';
import { openNamespace, runIn } from '../../engine/lab/namespace.ts';
import { type SuiteRun, startProgram } from '../suite-run.ts';
import type { EngineHost } from './engine-host.ts';
import { LeftOut } from './left-out.ts';
import type { Place, TrialHost } from './host.ts';

const ON_HOST = fileURLToPath(new URL('../../../fixtures/trial/on-host.sh', import.meta.url));

/** The variables by which this process's user names an engine, or says how the suite is to run: none of them is the host's. */
const NOT_THE_HOSTS =
  /^(DOCKER_|PEER_DOCKER|TESTCONTAINERS_|CONFORMANCE_|XDG_|LC_|LANG$|TZ$|ENGINE$|REQUIRE$|[a-z]*_?proxy$|NODE_USE_ENV_PROXY$|NODE_OPTIONS$|GITHUB_|npm_)/i;

/** What is done after a run, the last first. */
type Undo = (() => Promise<void> | void)[];

/** A run of the suite on a host, and what has to be undone after it. */
export interface RunOnHost {
  readonly run: SuiteRun;
  /** Removes what the run needed on this machine. */
  end(): Promise<void>;
}

/** Starts the suite of a checkout on a host as its user would: nothing of it is told which engine that is. */
export async function startOnHost(
  host: TrialHost,
  made: EngineHost,
  checkout: string,
  args: readonly string[],
): Promise<RunOnHost> {
  const { suite = {} } = host;
  const folder = mkdtempSync(join(tmpdir(), 'dnc-host-'));
  const undo: Undo = [() => rmSync(folder, { recursive: true, force: true })];
  const end = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  try {
    const place = await enter(suite.place ?? 'host', made, undo);
    const etc = join(folder, 'etc');
    const home = join(folder, 'home');
    for (const path of [etc, home]) mkdirSync(path);
    writeUsers(etc, suite.uid);
    for (const [path, content] of Object.entries(suite.home ?? {})) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), content);
    }
    const cgroup = suite.memory === undefined ? undefined : limitMemory(suite.memory, undo);
    const words = [
      ...place.words,
      ...(cgroup ? ['sh', '-c', `echo 0 >${cgroup}/cgroup.procs; exec "$@"`, 'sh'] : []),
      ...['unshare', '--mount', '--propagation', 'private', '--', 'sh', ON_HOST],
      ...(await asUser(suite.uid, made, home)),
      ...(suite.clockOffset === undefined ? [] : withClock(suite.clockOffset, made.rootfs)),
      ...(suite.through ?? []),
      ...['/mnt/node', '/mnt/suite/helpers/command/run.ts', '--select', 'specs', '--no-open'],
      ...['--report', '/mnt/home/report', ...(suite.args ?? []), ...args],
    ];
    const env = {
      ...cleared(),
      ...(suite.uid === undefined ? { CONFORMANCE_CACHE: cacheFolder() } : {}),
      HOME: '/mnt/home',
      // an engine that is not found must not be replaced by another one
      ENGINE: 'off',
      ...Object.fromEntries(
        Object.entries(suite.env ?? {}).map(([name, value]) => [name, value.replaceAll('$HOME', '/mnt/home')]),
      ),
      ...{ FILES: place.files, STATE: made.folder, ETC: etc, HOME_FOLDER: home },
      ...{ CHECKOUT: resolve(checkout), NODE: process.execPath },
    };
    const run = startProgram(words, { env, cwd: checkout, report: join(home, 'report') });
    return { run, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** What this process's environment is without what its user set for engines, and for the suite. */
function cleared(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_THE_HOSTS.test(name)));
}

interface Entered {
  readonly words: readonly string[];
  readonly files: 'host' | 'socket' | 'none';
}

/** The words that run a program in the namespaces of a place, and the files that it sees there. */
async function enter(place: Place, made: EngineHost, undo: Undo): Promise<Entered> {
  const { pid, suite } = made.instance;
  if (place === 'host') return { words: namespaces(`/proc/${pid}/ns/net`, `/proc/${pid}/ns/uts`), files: 'host' };
  if (place === 'container') {
    const inside = await startSleeper(made);
    return { words: namespaces(`/proc/${inside}/ns/net`, `/proc/${inside}/ns/uts`), files: 'socket' };
  }
  const namespace = await openNamespace();
  undo.push(() => namespace.end());
  const ip = ipOf(suite);
  await runIn(namespace.pid, [...ip, 'link', 'set', 'lo', 'up']);
  if (place === 'namespace')
    return { words: namespaces(`/proc/${namespace.pid}/ns/net`, `/proc/${pid}/ns/uts`), files: 'host' };
  await runIn(pid, [...ip, 'link', 'set', 'uplink', 'netns', `${namespace.pid}`]);
  for (const line of ['link set uplink up', 'address add 198.51.100.3/24 dev uplink'])
    await runIn(namespace.pid, [...ip, ...line.split(' ')]);
  return { words: namespaces(`/proc/${namespace.pid}/ns/net`), files: 'none' };
}

function namespaces(net: string, uts?: string): string[] {
  return ['nsenter', `--net=${net}`, ...(uts ? [`--uts=${uts}`] : []), '--'];
}

/** Starts a container on a host's engine that does nothing, and gives its process as this machine numbers it. */
async function startSleeper({ engine, image, instance }: EngineHost): Promise<number> {
  const container = await engine.createContainer({ Image: image, Cmd: ['sleep', '86400'], name: 'ci-job' });
  await container.start();
  const { State } = await container.inspect();
  const found = readdirSync('/proc').find((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    const [own, ...nested] = numbersOf(pid);
    return own !== undefined && nested[0] === State.Pid && isBelow(Number(pid), instance.pid);
  });
  if (!found) throw new Error(`the container's process ${State.Pid} is not seen from here`);
  return Number(found);
}

/** The numbers of a process in its pid namespaces, from this one inwards. */
function numbersOf(pid: string): number[] {
  try {
    const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^NSpid:\s+(.*)$/m)?.[1] ?? '';
    return line.split(/\s+/).map(Number);
  } catch {
    return [];
  }
}

function isBelow(pid: number, ancestor: number): boolean {
  for (let at = pid; at > 1;) {
    if (at === ancestor) return true;
    at = Number(readFileSync(`/proc/${at}/status`, 'utf8').match(/^PPid:\s+(\d+)/m)?.[1] ?? 0);
  }
  return false;
}

/** A user has a line in /etc/passwd. */
function writeUsers(etc: string, uid: number | undefined): void {
  if (uid === undefined) return;
  const machines = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && line.split(':')[2] !== `${uid}`);
  writeFileSync(join(etc, 'passwd'), [...machines, `tester:x:${uid}:${uid}::/mnt/home:/bin/sh`, ''].join('\n'));
}

async function asUser(uid: number | undefined, made: EngineHost, home: string): Promise<string[]> {
  if (uid === undefined) return [];
  const { gid } = statSync(join(made.folder, 'run', 'docker.sock'));
  await command('chown', ['-R', `${uid}:${uid}`, home]);
  await chown(dirname(home), uid, uid);
  return ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, `--groups=${gid}`, '--'];
}

/** The words that run a program with another time of day; its timers go on as they are. */
function withClock(offset: string, rootfs: string): string[] {
  const [library] = globSync('usr/lib/*/faketime/libfaketime.so.1', { cwd: rootfs });
  if (library === undefined) throw new LeftOut('the package libfaketime has no library for this machine');
  const clock = [`FAKETIME=${offset}`, 'FAKETIME_DONT_FAKE_MONOTONIC=1', 'FAKETIME_DONT_RESET=1'];
  return ['env', `LD_PRELOAD=${join(rootfs, library)}`, ...clock];
}

/** The memory controllers of cgroup v1 and v2, and their limits. */
const MEMORY = [
  { root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes' },
  { root: '/sys/fs/cgroup', limit: 'memory.max' },
];

/** Makes a cgroup with so much memory, and gives its folder; it goes with the run. */
function limitMemory(bytes: number, undo: Undo): string {
  for (const { root, limit } of MEMORY) {
    const folder = join(root, `dnc-trial-${process.pid}`);
    try {
      mkdirSync(folder);
    } catch {
      continue;
    }
    undo.push(() => rmdirSync(folder));
    if (!existsSync(join(folder, limit))) continue;
    writeFileSync(join(folder, limit), `${bytes}`);
    return folder;
  }
  throw new LeftOut('this machine has no cgroup controller for memory');
}
