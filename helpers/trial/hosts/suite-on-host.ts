import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../engine/embedded/cache.ts';
import { command } from '../../engine/embedded/command.ts';
import { composeIn, unpackedCompose } from '../../engine/embedded/compose.ts';
import { suiteNamed } from '../../engine/embedded/suites.ts';
import { ipOf } from '../../engine/host-access.ts';
import { openNamespace, runIn } from '../../engine/lab/namespace.ts';
import { type SuiteRun, startProgram } from '../../run/suite-run.ts';
import type { EngineHost } from './engine-host.ts';
import { openHostFolder } from './folder.ts';
import type { Place, SuiteSetting, TrialHost } from './host.ts';
import { type Cleanup, withClock, withMemory } from './resource-limits.ts';
import { startIdleContainer } from './idle-container.ts';

const ON_HOST = fileURLToPath(new URL('../../../fixtures/trial/on-host.sh', import.meta.url));

/** Environment variables that name an engine or configure the suite, which must not reach the host. */
const NOT_ON_HOST =
  /^(DOCKER_|PEER_DOCKER|TESTCONTAINERS_|CONFORMANCE_|XDG_|LC_|LANG$|TZ$|ENGINE$|REQUIRE$|[a-z]*_?proxy$|NODE_USE_ENV_PROXY$|NODE_OPTIONS$|GITHUB_|npm_)/i;

/** A run of the suite on a host. */
interface RunOnHost {
  readonly run: SuiteRun;
  /** Removes what was created for the run on this machine. */
  end(): Promise<void>;
}

/** Starts the suite of a checkout on a host as its user would: the suite has to find the engine. */
export async function startOnHost(
  host: TrialHost,
  engineHost: EngineHost,
  checkout: string,
  args: readonly string[],
): Promise<RunOnHost> {
  const { suite = {} } = host;
  const folder = openHostFolder();
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const cleanup: Cleanup = [remove, () => void process.off('exit', remove)];
  const end = async (): Promise<void> => {
    for (const step of cleanup.splice(0).toReversed()) await step();
  };
  try {
    const etc = join(folder, 'etc');
    const home = join(folder, 'home');
    for (const path of [etc, home]) mkdirSync(path);
    const place = await enterPlace(suite.place ?? 'host', engineHost, etc, cleanup);
    writeUsers(etc, suite.uid);
    writeHome(home, suite.home ?? {});
    const setting = { suite, engineHost, place, etc, home, checkout };
    const words = await commandOnHost(setting, args, cleanup);
    const env = await environmentOnHost(setting, host.engine);
    const run = startProgram(words, { env, cwd: checkout, report: join(home, 'report') });
    return { run, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** A suite, and the place on a host where it is about to run. */
interface SuiteOnHost {
  readonly suite: SuiteSetting;
  readonly engineHost: EngineHost;
  readonly place: EnteredPlace;
  /** The folders that are mounted there. */
  readonly etc: string;
  readonly home: string;
  readonly checkout: string;
}

/** The command that runs the suite on a host. Creates the cgroup that it needs, if any, which `cleanup` removes. */
async function commandOnHost(
  { suite, engineHost, place, home, checkout }: SuiteOnHost,
  args: readonly string[],
  cleanup: Cleanup,
): Promise<string[]> {
  const entering = ['unshare', '--mount', '--propagation', 'private', '--', 'sh', ON_HOST];
  const start = ['/mnt/node', ...startOf(checkout), '--no-open'];
  return [
    ...place.words,
    ...(suite.memory === undefined ? [] : withMemory(suite.memory, cleanup)),
    ...entering,
    ...(await asUser(suite.uid, engineHost, home)),
    ...(suite.clockOffset === undefined ? [] : withClock(suite.clockOffset, engineHost.rootfs)),
    ...(suite.commandPrefix ?? []),
    ...start,
    '--report',
    '/mnt/home/report',
    ...(suite.args ?? []),
    ...args,
  ];
}

/** The environment of that command: the user's, and the paths that on-host.sh mounts. */
async function environmentOnHost(
  { suite, engineHost, place, etc, home, checkout }: SuiteOnHost,
  engine: string,
): Promise<NodeJS.ProcessEnv> {
  const compose = await unpackedCompose(suiteNamed(engine), () => undefined);
  return {
    ...cleanEnvironment(),
    ...(suite.uid === undefined ? { CONFORMANCE_CACHE: cacheFolder() } : {}),
    HOME: '/mnt/home',
    // no embedded engine where the host's is not found
    ENGINE: 'off',
    ...suite.env,
    FILES: place.files,
    STATE: engineHost.folder,
    ETC: etc,
    PROGRAMS: engineHost.rootfs,
    HOME_FOLDER: home,
    CHECKOUT: resolve(checkout),
    NODE: process.execPath,
    COMPOSE: compose,
    COMPOSE_PROGRAM: composeIn(compose, '/mnt/compose').join(' '),
  };
}

/** The arguments of Node in a checkout's `npm start`, with its path on the host. */
function startOf(checkout: string): string[] {
  const { scripts } = JSON.parse(readFileSync(resolve(checkout, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const [, program = '', ...words] = scripts.start.split(' ');
  return [`/mnt/suite/${program}`, ...words];
}

/** The environment of this process, without variables for engines and the suite. */
function cleanEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_ON_HOST.test(name)));
}

interface EnteredPlace {
  readonly words: readonly string[];
  readonly files: 'host' | 'socket' | 'none';
}

/** The command that runs a program in the namespaces of a place, and the files that it sees. */
async function enterPlace(place: Place, engineHost: EngineHost, etc: string, cleanup: Cleanup): Promise<EnteredPlace> {
  const { pid, suite } = engineHost.instance;
  if (place === 'host') return { words: namespaces(`/proc/${pid}/ns/net`, `/proc/${pid}/ns/uts`), files: 'host' };
  if (place === 'container') {
    const inside = await startIdleContainer(engineHost);
    for (const file of ['resolv.conf', 'hosts', 'hostname'])
      copyFileSync(`/proc/${inside}/root/etc/${file}`, join(etc, file));
    return { words: namespaces(`/proc/${inside}/ns/net`, `/proc/${inside}/ns/uts`), files: 'socket' };
  }
  const namespace = await openNamespace();
  cleanup.push(() => namespace.end());
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

/** Writes the files of the user's home folder, by their paths in it. */
function writeHome(home: string, files: NonNullable<SuiteSetting['home']>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), content);
  }
}

/** Adds the user to /etc/passwd. */
function writeUsers(etc: string, uid: number | undefined): void {
  if (uid === undefined) return;
  const others = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && line.split(':')[2] !== `${uid}`);
  writeFileSync(join(etc, 'passwd'), [...others, `tester:x:${uid}:${uid}::/mnt/home:/bin/sh`, ''].join('\n'));
}

async function asUser(uid: number | undefined, engineHost: EngineHost, home: string): Promise<string[]> {
  if (uid === undefined) return [];
  const { gid } = statSync(join(engineHost.folder, 'run', 'docker.sock'));
  await command('chown', ['-R', `${uid}:${uid}`, home]);
  await chown(dirname(home), uid, uid);
  return ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, `--groups=${gid}`, '--'];
}
