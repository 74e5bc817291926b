import { diskFull } from '../engine/embedded/cache.ts';
import { CommandError } from '../engine/embedded/command.ts';
import { UserError, errorCode, errorText } from '../engine/user-error.ts';

/** How a connection ends whose other side is gone. */
const LOST = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** How the system says that a file may not be written by this user. */
const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS']);

/** What the exit code of every command says. A signal ends a command with 128 and its number, as in a shell. */
export const EXIT = {
  /** The engine conforms; the trial held; what was asked for is done. */
  conformant: 0,
  /** It does not: something failed, or changed for the worse, or a trial did not hold. */
  not: 1,
  /** Nothing can be said: a mistyped command, no engine, bad input, or a defect of the suite. */
  couldNotRun: 2,
} as const;

/** Runs a command and sets the exit code. What a person can put right is printed in one sentence; a defect, with its stack. */
export async function main(command: () => Promise<number>): Promise<void> {
  // whoever read the output has closed it (npm start | head), which is no reason to stop half-way
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
  try {
    process.exitCode = await command();
  } catch (error) {
    process.exitCode = EXIT.couldNotRun;
    console.error(sentenceFor(error) ?? error);
  }
}

function sentenceFor(error: unknown): string | undefined {
  const code = String(errorCode(error));
  const text = errorText(error);
  if (error instanceof UserError) return error.message;
  if (/no space left|ENOSPC/i.test(text) || (error instanceof CommandError && error.diskFull)) {
    return diskFull(`what was being written (${text})`).message;
  }
  if (LOST.has(code)) return `The engine stopped answering (${text}): see its log, and start it again.`;
  const { path } = error as { path?: string };
  if (FORBIDDEN.has(code) && path) {
    return `This user may not write ${path} (${code}): it belongs to somebody else, perhaps since an earlier run with sudo; give it back with chown, or remove it.`;
  }
  if (error instanceof CommandError) return `A program that this command needs failed: ${text}.`;
  return undefined;
}
