import { diskFull } from '../engine/embedded/cache.ts';
import { CommandError } from '../engine/embedded/command.ts';
import { UserError, errorCode, errorText } from '../engine/user-error.ts';

/** How a connection ends whose other side is gone. */
const LOST = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT']);

/** Runs a command and sets the exit code. A UserError is told in one sentence; anything else is a defect, with its stack. */
export async function main(command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    process.exitCode = 1;
    const full = /no space left|ENOSPC/i.test(errorText(error)) || (error instanceof CommandError && error.diskFull);
    if (error instanceof UserError) console.error(error.message);
    else if (full) console.error(diskFull(`what was being written (${errorText(error)})`).message);
    else if (LOST.has(String(errorCode(error))))
      console.error(`The engine stopped answering (${errorText(error)}): see its log, and start it again.`);
    else if (error instanceof CommandError)
      console.error(`A program that this command needs failed: ${error.message}.`);
    else throw error;
  }
}
