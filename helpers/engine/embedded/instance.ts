import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from '../endpoint.ts';
import { ownerOf } from '../owner.ts';
import { latest, poll } from '../poll.ts';
import { suiteCommand } from '../suite-command.ts';
import { UserError } from '../user-error.ts';
import { makeCacheFolder } from './cache.ts';
import { firstChild, isRunning, signal } from './process.ts';
import { ensureRootfs } from './rootfs.ts';
import { type EndSignal, reloadEngine, startEngine, stopEngine } from './engine-process.ts';
import { type Instance, type Life, endpointOf, recordedLife } from './running.ts';
import { type HostOptions, hostEnvironment, standAlone } from './host-options.ts';
import { cleanShutdownFile, hostnameOf, prepareSlot, releaseSlot, slotFolder, takeSlot } from './slot.ts';
import type { Suite } from './suites.ts';

const INSIDE = fileURLToPath(new URL('../../../fixtures/engine/inside.sh', import.meta.url));

const NAMESPACES = '--net --mount --pid --ipc --uts --fork --kill-child --propagation private'.split(' ');

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 15_000;
const PING_LIMIT_MS = 5_000;

/** How long the kernel may take to end a killed process and its namespaces. */
const KILL_LIMIT_MS = 15_000;
const POLL_MS = 20;

/** An engine that this process started. It ends with `stop`, or with this process. */
export interface OwnInstance extends Instance {
  stop(): Promise<void>;
  /** Ends the engine alone: its host and the processes of its containers stay, as far as the engine leaves them. */
  stopEngine(signal: EndSignal): Promise<void>;
  /** Starts the engine again after `stopEngine`, with the same options, until its API answers. */
  startEngine(): Promise<void>;
  /** Has the engine read its configuration again; `untilReloaded` waits until it has. */
  reloadEngine(untilReloaded: () => Promise<void>): Promise<void>;
  /** Kills it, which saves seconds: for an engine with nothing on it but its images. */
  stopAtOnce(): Promise<void>;
}

/** Reports what the start of an engine is doing. */
export type Progress = (doing: string) => void;

/**
 * Starts an engine of a suite in its own network, mount, pid, ipc and uts namespaces. Its images are kept for later runs.
 * Throws a UserError where this machine cannot run it.
 */
export async function startInstance(
  suite: Suite,
  progress: Progress,
  life: Life = 'own',
  options: HostOptions = standAlone,
): Promise<OwnInstance> {
  const host = hostOf(suite, options);
  makeCacheFolder();
  const rootfs = await ensureRootfs(suite, () => progress(`unpacking ${suite.holds} from Debian's packages`));
  const name = takeSlot(suite);
  prepareSlot(name, host);
  const child = spawnHost(name, rootfs, life, suite, host);
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
  return {
    ...instance,
    stop: () => stopInstance(instance),
    stopAtOnce: () => stopAtOnce(instance, child),
    stopEngine: (end) => stopEngine(instance, end),
    reloadEngine: (untilReloaded) => reloadEngine(instance, untilReloaded),
    startEngine: () => startEngine(instance, () => untilAnswering(instance, child)),
  };
}

/** A host with what the options in the name of its engine change. */
function hostOf({ host: named }: Suite, host: HostOptions): HostOptions {
  const scripts = [host.beforeEngine, named.beforeEngine].filter((script) => script !== undefined);
  return {
    ...host,
    ...named,
    dockerd: [...host.dockerd, ...(named.dockerd ?? [])],
    ...(scripts.length > 0 ? { beforeEngine: scripts.join('\n') } : {}),
  };
}

/** Stops an engine and waits for its end; only its images are kept. */
export async function stopInstance({ name, pid }: Instance): Promise<void> {
  const host = firstChild(pid);
  if (host) signal(host, 'SIGTERM');
  const hasEnded = (): boolean => !isRunning(pid);
  await latest({ limitMs: STOP_LIMIT_MS, intervalMs: POLL_MS }, hasEnded, Boolean);
  // the kernel ends all processes of a pid namespace with its pid 1
  for (const process of [host, pid]) if (process) signal(process, 'SIGKILL');
  const waitingFor = `the killed embedded engine ${name} to end (process ${pid})`;
  await poll({ waitingFor, limitMs: KILL_LIMIT_MS, intervalMs: POLL_MS }, hasEnded);
  releaseSlot(name, pid);
}

/** Closes the standard input of the host, which then kills its engine and cleans up, as if this process had ended. */
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

/** Throws a UserError where no embedded engine can run; its sentence begins with `wanting`, why one is needed. */
export function assertCanEmbed(wanting: string): void {
  const instead = 'start Docker or Podman, or set DOCKER_HOST';
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

function spawnHost(name: string, rootfs: string, life: Life, suite: Suite, host: HostOptions): ChildProcess {
  const folder = slotFolder(name);
  const log = openSync(join(folder, 'log'), 'w');
  writeFileSync(join(folder, 'life'), recordedLife(life));
  writeFileSync(join(folder, 'engine'), suite.name);
  const until = life === 'detached' ? 'stay' : 'follow';
  const args = [...NAMESPACES, '/bin/sh', INSIDE, hostnameOf(name), rootfs, folder, until, '--', ...host.dockerd];
  // in another session, because Ctrl-C must not end it before the containers are removed
  const env = { ...process.env, ...hostEnvironment(suite.engine, host) };
  const child = spawn('unshare', args, { stdio: ['pipe', log, log], detached: true, env });
  closeSync(log);
  child.once('error', () => undefined);
  if (child.pid === undefined)
    throw new UserError('An embedded engine needs unshare and nsenter, which were not found: install util-linux.');
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
    `The embedded engine ${instance.suite} did not start: ${causeIn(log)}; see its log ${log}, or remove it with ${suiteCommand('clean')}.`,
  );
}

function causeIn(log: string): string {
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  const cause = lines.findLast((line) => /level=fatal|failed to start|not permitted|No space left/i.test(line));
  return (cause ?? lines.at(-1) ?? '').trim() || 'its log is empty';
}
