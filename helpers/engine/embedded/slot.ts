import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock } from '../lock.ts';
import { UserError } from '../user-error.ts';
import { cacheFolder } from './cache.ts';
import { type HostOptions, etcOf } from './host-options.ts';
import type { Suite } from './suites.ts';

/** The longest path that a unix socket may have: sun_path in unix(7), less the closing byte. */
const SOCKET_PATH_LIMIT = 107;

/** The folder of an embedded engine: its data, its /run, its log, and the lock of whoever has it up. */
export function slotFolder(name: string): string {
  return cacheFolder('engines', name);
}

/**
 * The socket of the embedded engine that is in a place now, as this machine sees it. The next engine in that place has
 * another path: who asks an engine that died must not be answered by its successor.
 */
export function socketOf(name: string): string {
  return join(slotFolder(name), runFolder(name) ?? 'run', 'docker.sock');
}

/** What the link `run` of a place leads to: the folder that is /run to the engine in it. */
function runFolder(name: string): string | undefined {
  try {
    return readlinkSync(join(slotFolder(name), 'run'));
  } catch {
    return undefined;
  }
}

/** A name that the folder before did not have; three letters, as `run` has, since a socket's path has to be short. */
function nextRun(before: string | undefined): string {
  const drawn = randomInt(0x1000).toString(16).padStart(3, '0');
  return drawn === before ? nextRun(before) : drawn;
}

/** Where it is told that what an engine left on disk is whole. */
export function cleanShutdownFile(name: string): string {
  return join(slotFolder(name), 'run', 'ended-well');
}

/** What the folders of a suite begin with: `trixie`, `podman-trixie`; its name on a host must have no colon. */
export function slotPrefix({ engine, suite, host }: Suite): string {
  return [...(engine === 'docker' ? [] : [engine]), suite, ...(host.rootless ? ['rootless'] : [])].join('-');
}

/** Takes the first place of this suite that no living process holds: engines of one suite run side by side. */
export function takeSlot(suite: Suite): string {
  for (let slot = 0; ; slot++) {
    const name = `${slotPrefix(suite)}-${slot}`;
    mkdirSync(slotFolder(name), { recursive: true });
    if (tryLock(join(slotFolder(name), 'lock'))) return name;
  }
}

/**
 * What an engine keeps beside its images: neither a swarm, nor a network, nor what Podman remembers of where it ran
 * outlives the engine that made it.
 */
const MEMORY = ['data/swarm', 'data/network', 'data/db.sql', 'data/libpod'];

/** What the host of an engine in a place is called. */
export const hostnameOf = (name: string): string => `dnc-${name}`;

/** Makes a place ready for an engine on such a host. Images stay, if the engine before ended as it should. */
export function prepareSlot(name: string, host: HostOptions): void {
  const folder = slotFolder(name);
  // else it may have left half an image: start over
  if (!existsSync(cleanShutdownFile(name))) rmSync(join(folder, 'data'), { recursive: true, force: true });
  const before = runFolder(name);
  for (const old of ['run', ...(before ? [before] : []), 'etc', 'life', 'engine', ...MEMORY])
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
      `The cache's path is too long for a socket (${socket}): set CONFORMANCE_CACHE to a shorter one.`,
    );
  }
}
