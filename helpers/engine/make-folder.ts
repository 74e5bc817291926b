import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError, errorCode } from './user-error.ts';

/**
 * Makes a folder, where there is none, and those above it. Throws a UserError where this user may not write to it;
 * `remedy` is what to do then.
 */
export function makeFolder(folder: string, remedy: string): void {
  if (folder === '') throw new UserError(`An empty name is no folder: ${remedy}.`);
  try {
    makeEach(resolve(folder));
    // of a file with this name, the entry for itself is missing
    accessSync(`${resolve(folder)}/.`, constants.W_OK);
  } catch (error) {
    const code = String(errorCode(error));
    throw new UserError(`The folder ${folder} cannot be written to (${reasons[code] ?? code}): ${remedy}.`);
  }
}

const reasons: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'there is a file of that name',
  EROFS: 'the file system is read-only',
};

/** One by one: with `recursive`, Node.js 24 never returns where the kernel creates nothing, as in /proc. */
function makeEach(folder: string): void {
  if (existsSync(folder)) return;
  makeEach(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // another run has just made it
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}
