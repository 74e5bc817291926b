import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockedBy, tryLock } from '../lock.ts';
import { UserError } from '../user-error.ts';
import { cacheFolder } from './cache.ts';
import { type HostOptions, etcOf } from './host-options.ts';
import type { Suite } from './suites.ts';

/** The longest path that a unix socket may have: sun_path in unix(7), less the closing byte. */
const SOCKET_PATH_LIMIT = 107;

/** The folder of an embedded engine: its data, its /run, its log, and the lock of the process that holds it. */
export function slotFolder(name: string): string {
  return cacheFolder('engines', name);
}

/**
 * The socket of the engine in a slot, as a path on this machine. The next engine in that slot gets another path, so that
 * a client of an engine that ended never reaches its successor.
 */
export function socketOf(name: string): string {
  return join(slotFolder(name), runFolder(name) ?? 'run', 'docker.sock');
}

/** The target of the link `run` in a slot: the folder that the engine has as /run. */
function runFolder(name: string): string | undefined {
  try {
    return readlinkSync(join(slotFolder(name), 'run'));
  } catch {
    return undefined;
  }
}

/** A new name for that folder; three characters, as `run`, because a socket's path has to be short. */
function nextRun(before: string | undefined): string {
  const drawn = randomInt(0x1000).toString(16).padStart(3, '0');
  return drawn === before ? nextRun(before) : drawn;
}

/** Exists where an engine shut down cleanly, so that its data is consistent. */
export function cleanShutdownFile(name: string): string {
  return join(slotFolder(name), 'run', 'clean-shutdown');
}

/** The beginning of a slot's name: `trixie`, `podman-trixie`; a host name must not have a colon. */
export function slotPrefix({ engine, suite, host }: Suite): string {
  return [...(engine === 'docker' ? [] : [engine]), suite, ...(host.rootless ? ['rootless'] : [])].join('-');
}

/** Takes the first free slot of a suite, so that engines of one suite can run side by side. */
export function takeSlot(suite: Suite): string {
  for (let slot = 0; ; slot++) {
    const name = `${slotPrefix(suite)}-${slot}`;
    mkdirSync(slotFolder(name), { recursive: true });
    if (tryLock(join(slotFolder(name), 'lock'))) return name;
  }
}

/**
 * Frees the slot of an ended engine, which this process held. Another engine may have taken it over since the process
 * ended: that one keeps it.
 */
export function releaseSlot(name: string, pid: number): void {
  const file = join(slotFolder(name), 'lock');
  if (lockedBy(file) === pid) rmSync(file, { force: true });
}

/** Data of the previous engine that is removed: a swarm, networks, and Podman's database of paths. */
const STALE_DATA = ['data/swarm', 'data/network', 'data/db.sql', 'data/libpod'];

/** The host name of the engine in a slot. */
export const hostnameOf = (name: string): string => `dnc-${name}`;

/** Prepares a slot for an engine. Images are kept where the previous engine shut down cleanly. */
export function prepareSlot(name: string, host: HostOptions): void {
  const folder = slotFolder(name);
  // otherwise an image may be incomplete
  if (!existsSync(cleanShutdownFile(name))) rmSync(join(folder, 'data'), { recursive: true, force: true });
  const before = runFolder(name);
  for (const old of ['run', ...(before ? [before] : []), 'etc', 'life', 'engine', ...STALE_DATA])
    rmSync(join(folder, old), { recursive: true, force: true });
  const run = nextRun(before);
  for (const inside of ['root', run, 'data', 'etc/docker']) mkdirSync(join(folder, inside), { recursive: true });
  symlinkSync(run, join(folder, 'run'));
  for (const [file, content] of Object.entries(etcOf(hostnameOf(name), host)))
    writeFileSync(join(folder, 'etc', file), content);
  if (host.beforeEngine !== undefined) writeFileSync(join(folder, 'run', 'before-engine.sh'), host.beforeEngine);
  const socket = socketOf(name);
  if (socket.length > SOCKET_PATH_LIMIT) {
    throw new UserError(
      `The path of the cache is too long for a socket (${socket}): set CONFORMANCE_CACHE to a shorter path.`,
    );
  }
}
