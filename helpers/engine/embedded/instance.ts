import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Endpoint, connect } from '../endpoint.ts';
import { holderOf } from '../lock.ts';
import { ownerOf } from '../owner.ts';
import { latest, poll } from '../poll.ts';
import { UserError } from '../user-error.ts';
import { cacheFolder } from './cache.ts';
import { firstChild, isRunning, signal } from './process.ts';
import { ensureRootfs } from './rootfs.ts';
import { type HostOptions, hostEnvironment, standAlone } from './host-options.ts';
import { cleanShutdownFile, hostnameOf, prepareSlot, slotFolder, socketOf, takeSlot } from './slot.ts';
import type { Suite } from './suites.ts';

const INSIDE = fileURLToPath(new URL('../../../fixtures/engine/inside.sh', import.meta.url));

const NAMESPACES = '--net --mount --pid --ipc --uts --fork --kill-child --propagation private'.split(' ');

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 15_000;
const PING_LIMIT_MS = 5_000;

/** How long the kernel may take to end a killed process, and all that is in its namespaces. */
const KILL_LIMIT_MS = 15_000;
const POLL_MS = 20;

/** A running embedded engine. */
export interface Instance {
  /** `trixie-0`: the suite and its place among the engines of that suite. */
  readonly name: string;
  readonly suite: string;
  /** The process whose network namespace is the engine's host. */
  readonly pid: number;
  readonly endpoint: Endpoint;
}

/** A started engine, which ends when it is told to, or when this process ends in whatever way. */
export interface OwnInstance extends Instance {
  stop(): Promise<void>;
  /** Ends it without asking it to: for an engine with its images loaded and nothing else on it, which saves seconds. */
  stopAtOnce(): Promise<void>;
}

/**
 * How long an engine lives, and for whom. `own`: with the process that started it, for that alone. `shared`: with that
 * process, and others may use it. `detached`: until `npm run engine -- down`, for whoever wants it.
 */
export type Life = 'own' | 'shared' | 'detached';

/** What the starting of an engine tells as it goes. */
export type Progress = (doing: string) => void;

/**
 * Brings up an engine of a suite in network, mount, pid, ipc and uts namespaces of its own. Its images are kept from
 * run to run.
 * Throws a UserError where this machine cannot do it.
 */
export async function startInstance(
  suite: Suite,
  progress: Progress,
  life: Life = 'own',
  host: HostOptions = standAlone,
): Promise<OwnInstance> {
  const rootfs = await ensureRootfs(suite, () => progress(`unpacking ${suite.holds} from Debian's packages`));
  const name = takeSlot(suite);
  prepareSlot(name, host);
  const child = spawnHost(name, rootfs, life, suite, {
    ...host,
    ...suite.host,
    dockerd: [...host.dockerd, ...(suite.host.dockerd ?? [])],
  });
  const { pid = 0 } = child;
  writeFileSync(join(slotFolder(name), 'lock'), ownerOf(pid));
  const instance = { name, suite: suite.name, pid, endpoint: endpointOf(name, suite.name) };
  try {
    await untilAnswering(instance, child);
  } catch (error) {
    await stopInstance(instance);
    throw error;
  }
  if (life === 'detached') child.unref();
  return { ...instance, stop: () => stopInstance(instance), stopAtOnce: () => stopAtOnce(instance, child) };
}

/** The embedded engines that are up now. */
export function runningInstances(): Instance[] {
  const engines = cacheFolder('engines');
  if (!existsSync(engines)) return [];
  return readdirSync(engines).flatMap((name) => {
    const holder = holderOf(join(engines, name, 'lock'));
    if (!holder || !existsSync(socketOf(name))) return [];
    const suite = told(name, 'engine') ?? '';
    return [{ name, suite, pid: Number(holder.split('/')[1]), endpoint: endpointOf(name, suite) }];
  });
}

/** The running engine of a suite that others than its starter may use, if any: a run uses it rather than a second one. */
export function sharedInstance(suite: string): Instance | undefined {
  return runningInstances().find((instance) => instance.suite === suite && lifeOf(instance) !== 'own');
}

/** The engines that `npm run engine -- up` left running: they alone are ended by hand. */
export function detachedInstances(): Instance[] {
  return runningInstances().filter((instance) => lifeOf(instance) === 'detached');
}

function lifeOf({ name }: Instance): string {
  return told(name, 'life') ?? 'own';
}

/** What a file in the place of an engine says: its `life`, or which `engine` it is. */
function told(name: string, what: 'life' | 'engine'): string | undefined {
  const file = join(slotFolder(name), what);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Ends an engine and waits until nothing of it is left but its images. */
export async function stopInstance({ name, pid }: Instance): Promise<void> {
  const host = firstChild(pid);
  if (host) signal(host, 'SIGTERM');
  const hasEnded = (): boolean => !isRunning(pid);
  await latest({ limitMs: STOP_LIMIT_MS, intervalMs: POLL_MS }, hasEnded, Boolean);
  // the kernel ends all processes of a pid namespace with its pid 1
  for (const process of [host, pid]) if (process) signal(process, 'SIGKILL');
  const waitingFor = `the killed embedded engine ${name} to end (process ${pid})`;
  await poll({ waitingFor, limitMs: KILL_LIMIT_MS, intervalMs: POLL_MS }, hasEnded);
  rmSync(join(slotFolder(name), 'lock'), { force: true });
}

/** To a host that follows us, the end of its standard input is our death: it kills its engine, and clears up. */
async function stopAtOnce(instance: Instance, child: ChildProcess): Promise<void> {
  writeFileSync(cleanShutdownFile(instance.name), '');
  child.stdin?.destroy();
  await latest(
    { limitMs: STOP_LIMIT_MS, intervalMs: POLL_MS },
    () => isRunning(instance.pid),
    (is) => !is,
  );
  await stopInstance(instance);
}

/** The command that runs another one on the engine's host: same network namespace, this machine's files. */
export function inNetworkOf(instance: Instance): string[] {
  return ['nsenter', `--net=/proc/${instance.pid}/ns/net`, '--'];
}

/** The command that runs another one inside the engine's host: its files, processes and network. */
export function insideHost({ pid }: Pick<Instance, 'pid'>): string[] {
  return ['nsenter', `--target=${firstChild(pid)}`, '--all', '--root', '--wd', '--'];
}

/** Throws a UserError where no embedded engine can run here; `wanting` is why one is wanted, for its sentence. */
export function assertCanEmbed(wanting: string): void {
  const instead = 'start a Docker or Podman engine, or set DOCKER_HOST';
  if (process.platform !== 'linux') {
    throw new UserError(`${wanting}, and an embedded engine needs Linux (this is ${process.platform}): ${instead}.`);
  }
  const user = process.getuid?.();
  if (user !== 0) {
    throw new UserError(
      `${wanting}, and an embedded engine needs root (this is user ${user}): ${instead}, or use sudo.`,
    );
  }
}

function endpointOf(name: string, source: string): Endpoint {
  return { dockerHost: `unix://${socketOf(name)}`, source: `embedded ${source}` };
}

function spawnHost(name: string, rootfs: string, life: Life, suite: Suite, host: HostOptions): ChildProcess {
  const folder = slotFolder(name);
  const log = openSync(join(folder, 'log'), 'w');
  writeFileSync(join(folder, 'life'), life);
  writeFileSync(join(folder, 'engine'), suite.name);
  const until = life === 'detached' ? 'stay' : 'follow';
  const args = [...NAMESPACES, '/bin/sh', INSIDE, hostnameOf(name), rootfs, folder, until, '--', ...host.dockerd];
  // a session of its own: Ctrl-C must not reach it before the containers are removed
  const env = { ...process.env, ...hostEnvironment(suite.engine, host) };
  const child = spawn('unshare', args, { stdio: ['pipe', log, log], detached: true, env });
  closeSync(log);
  child.once('error', () => undefined);
  if (child.pid === undefined)
    throw new UserError('An embedded engine needs unshare and nsenter, which are not here: install util-linux.');
  return child;
}

async function untilAnswering(instance: Instance, child: ChildProcess): Promise<void> {
  const engine = connect(instance.endpoint, PING_LIMIT_MS);
  const answers = (): Promise<boolean> =>
    engine.ping().then(
      () => true,
      () => false,
    );
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const pace = { limitMs: START_LIMIT_MS, intervalMs: POLL_MS };
  if (await latest(pace, answers, (answered) => answered || hasEnded())) return;
  const log = join(slotFolder(instance.name), 'log');
  throw new UserError(
    `The embedded engine ${instance.suite} did not start: ${lastWords(log)}; its log is ${log}; npm run clean starts over.`,
  );
}

function lastWords(log: string): string {
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  const telling = lines.findLast((line) => /level=fatal|failed to start|not permitted|No space left/i.test(line));
  return (telling ?? lines.at(-1) ?? '').trim() || 'no word of why';
}
