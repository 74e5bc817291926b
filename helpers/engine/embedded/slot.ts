import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock } from '../lock.ts';
import { UserError } from '../user-error.ts';
import { cacheFolder } from './cache.ts';

/** The address of the host of every embedded engine (TEST-NET-2): hosts do not see each other, so one will do. */
export const HOST_ADDRESS = '198.51.100.2';

/** The longest path that a unix socket may have: sun_path in unix(7), less the closing byte. */
const SOCKET_PATH_LIMIT = 107;

/** The folder of an embedded engine: its data, its /run, its log, and the lock of whoever has it up. */
export function slotFolder(name: string): string {
  return cacheFolder('engines', name);
}

/** The socket of an embedded engine, as this machine sees it. */
export function socketOf(name: string): string {
  return join(slotFolder(name), 'run', 'docker.sock');
}

/** Takes the first place of this suite that no living process holds: engines of one suite run side by side. */
export function takeSlot(suite: string): string {
  for (let slot = 0; ; slot++) {
    const name = `${suite}-${slot}`;
    mkdirSync(slotFolder(name), { recursive: true });
    if (tryLock(join(slotFolder(name), 'lock'))) return name;
  }
}

/** Makes a place ready for an engine to come up in. Images stay, if the engine before ended as it should. */
export function prepareSlot(name: string): void {
  const folder = slotFolder(name);
  // else it may have left half an image: start over
  if (!existsSync(join(folder, 'run', 'ended-well'))) rmSync(join(folder, 'data'), { recursive: true, force: true });
  for (const old of ['run', 'life']) rmSync(join(folder, old), { recursive: true, force: true });
  for (const inside of ['root', 'run', 'data']) mkdirSync(join(folder, inside), { recursive: true });
  writeFileSync(join(folder, 'hosts'), '127.0.0.1 localhost\n::1 localhost\n');
  writeFileSync(join(folder, 'resolv.conf'), `nameserver ${HOST_ADDRESS}\n`);
  const socket = socketOf(name);
  if (socket.length > SOCKET_PATH_LIMIT) {
    throw new UserError(
      `The cache's path is too long for a socket (${socket}): set CONFORMANCE_CACHE to a shorter one.`,
    );
  }
}
