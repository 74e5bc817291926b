import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Endpoint, connect } from '../endpoint.ts';
import { holderOf, tryLock } from '../lock.ts';
import { ownerOf } from '../owner.ts';
import { UserError } from '../user-error.ts';
import { cacheFolder } from './cache.ts';
import { ensureRootfs } from './rootfs.ts';
import { type Suite, suiteNamed } from './suites.ts';

const INSIDE = fileURLToPath(new URL('../../../fixtures/engine/inside.sh', import.meta.url));

/** The address of the host of every embedded engine (TEST-NET-2): hosts do not see each other, so one will do. */
const HOST_ADDRESS = '198.51.100.2';

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 15_000;
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
}

/** What the starting of an engine tells as it goes. */
export type Progress = (doing: string) => void;

/**
 * Brings up an engine of a suite in network, mount, pid, ipc and uts namespaces of its own. Its images are kept from
 * run to run. It ends with this process, unless `detached`: then `down` ends it.
 * Throws a UserError where this machine cannot do it.
 */
export async function startInstance(suite: Suite, progress: Progress, { detached = false } = {}): Promise<OwnInstance> {
  assertPossible();
  const rootfs = await ensureRootfs(suite, () => progress(`unpacking ${suite.holds} from Debian's packages`));
  const name = takeSlot(suite.suite);
  const folder = slotFolder(name);
  prepareFolder(folder);
  const child = spawnHost(name, rootfs, folder, detached);
  const { pid = 0 } = child;
  writeFileSync(join(folder, 'lock'), ownerOf(pid));
  const instance = { name, suite: suite.name, pid, endpoint: endpointOf(name, suite.name) };
  try {
    await untilAnswering(instance, child);
  } catch (error) {
    await stopInstance(instance);
    throw error;
  }
  if (detached) child.unref();
  return { ...instance, stop: () => stopInstance(instance) };
}

/** The embedded engines that are up now. */
export function runningInstances(): Instance[] {
  const engines = cacheFolder('engines');
  if (!existsSync(engines)) return [];
  return readdirSync(engines).flatMap((name) => {
    const holder = holderOf(join(engines, name, 'lock'));
    if (!holder || !existsSync(socketOf(name))) return [];
    const suite = `debian:${name.replace(/-\d+$/, '')}`;
    return [{ name, suite, pid: Number(holder.split('/')[1]), endpoint: endpointOf(name, suite) }];
  });
}

/** The engine that `npm run engine -- up` left running for this suite, if any: a run uses it rather than a second one. */
export function detachedInstance(suite: string): Instance | undefined {
  return runningInstances().find((instance) => instance.suite === suite && existsSync(join(slotFolder(instance.name), 'detached')));
}

/** Ends an engine and waits until nothing of it is left but its images. */
export async function stopInstance({ name, pid }: Instance): Promise<void> {
  const folder = slotFolder(name);
  const host = firstChild(pid);
  if (host) signal(host, 'SIGTERM');
  const deadline = Date.now() + STOP_LIMIT_MS;
  while (isRunning(pid) && Date.now() < deadline) await setTimeout(POLL_MS);
  const clean = !isRunning(pid);
  // pid 1 of a pid namespace takes everything in it along
  for (const process of [host, pid]) if (process) signal(process, 'SIGKILL');
  while (isRunning(pid)) await setTimeout(POLL_MS);
  if (clean) writeFileSync(join(folder, 'clean'), '');
  rmSync(join(folder, 'detached'), { force: true });
  rmSync(join(folder, 'lock'), { force: true });
}

/** The command that runs another one on the engine's host: same network namespace, this machine's files. */
export function onHostOf(instance: Instance): string[] {
  return ['nsenter', `--net=/proc/${instance.pid}/ns/net`, '--'];
}

/** The command that runs another one inside the engine's host: its files, processes and network. */
export function insideHostOf(instance: Instance): string[] {
  return ['nsenter', `--target=${firstChild(instance.pid)}`, '--all', '--root', '--wd', '--'];
}

/** Says in one sentence why no embedded engine can run here, if none can. */
export function assertPossible(): void {
  const wanted = 'start a Docker or Podman engine, or set DOCKER_HOST';
  if (process.platform !== 'linux') {
    throw new UserError(`No engine answers, and an embedded one needs Linux (this is ${process.platform}): ${wanted}.`);
  }
  if (process.getuid?.() !== 0) {
    throw new UserError(`No engine answers, and an embedded one needs root (this is user ${process.getuid?.()}): ${wanted}, or use sudo.`);
  }
}

function slotFolder(name: string): string {
  return cacheFolder('engines', name);
}

function socketOf(name: string): string {
  return join(slotFolder(name), 'run', 'docker.sock');
}

function endpointOf(name: string, source: string): Endpoint {
  return { dockerHost: `unix://${socketOf(name)}`, source: `embedded ${source}` };
}

/** The first place of this suite that no living process holds: engines of one suite run side by side. */
function takeSlot(suite: string): string {
  for (let slot = 0; ; slot++) {
    const name = `${suite}-${slot}`;
    mkdirSync(slotFolder(name), { recursive: true });
    if (tryLock(join(slotFolder(name), 'lock'))) return name;
  }
}

function prepareFolder(folder: string): void {
  // an engine that did not end by itself may have left half an image: start over
  if (!existsSync(join(folder, 'clean'))) rmSync(join(folder, 'data'), { recursive: true, force: true });
  rmSync(join(folder, 'clean'), { force: true });
  rmSync(join(folder, 'run'), { recursive: true, force: true });
  for (const name of ['root', 'run', 'data']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'hosts'), '127.0.0.1 localhost\n::1 localhost\n');
  writeFileSync(join(folder, 'resolv.conf'), `nameserver ${HOST_ADDRESS}\n`);
  const socket = join(folder, 'run', 'docker.sock');
  if (socket.length > 107) {
    throw new UserError(`The cache's path is too long for a socket (${socket}): set CONFORMANCE_CACHE to a shorter one.`);
  }
}

function spawnHost(name: string, rootfs: string, folder: string, detached: boolean): ChildProcess {
  const log = openSync(join(folder, 'log'), 'w');
  if (detached) writeFileSync(join(folder, 'detached'), '');
  const namespaces = ['--net', '--mount', '--pid', '--ipc', '--uts', '--fork', '--kill-child', '--propagation', 'private'];
  const args = [...namespaces, '/bin/sh', INSIDE, `dnc-${name}`, rootfs, folder, HOST_ADDRESS, detached ? 'stay' : 'follow', '--'];
  // a session of its own: Ctrl-C must not reach it before the containers are removed
  const child = spawn('unshare', args, { stdio: ['pipe', log, log], detached: true });
  closeSync(log);
  return child;
}

async function untilAnswering(instance: Instance, child: ChildProcess): Promise<void> {
  const engine = connect(instance.endpoint);
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    const answered = await engine.ping().then(
      () => true,
      () => false,
    );
    if (answered) return;
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) break;
    await setTimeout(POLL_MS);
  }
  const log = join(slotFolder(instance.name), 'log');
  throw new UserError(`The embedded engine ${instance.suite} did not start: ${lastWords(log)}; its log is ${log}.`);
}

function lastWords(log: string): string {
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  return (lines.findLast((line) => /level=fatal|failed to start|not permitted|No space left/i.test(line)) ?? lines.at(-1) ?? '').trim() || 'no word of why';
}

function firstChild(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]) || undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    statSync(`/proc/${pid}`);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it is gone, which is what was wanted
  }
}

/** The suite of an embedded engine's name, for messages. */
export function holdsOf(instance: Instance): string {
  return suiteNamed(instance.suite).holds;
}
