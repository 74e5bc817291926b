import { diskFull } from '../engine/embedded/cache.ts';
import { CommandError } from '../engine/embedded/command.ts';
import { UserError, errorCode, errorText } from '../engine/user-error.ts';

/** The codes of a connection whose other side is gone. */
const LOST = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** The codes of a file that this user may not write. */
const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS']);

/** The exit codes of every command. A signal adds its number to 128, as in a shell. */
export const EXIT = {
  /** The engine conforms, the trial held, or the command did what it was for. */
  conformant: 0,
  /** Something failed or changed for the worse, or a trial did not hold. */
  not: 1,
  /** The command was mistyped, there is no engine, the input is bad, or the suite is defective. */
  couldNotRun: 2,
} as const;

/** Runs a command and sets the exit code. What a person can put right is printed in one sentence; a defect, with its stack. */
export async function main(command: () => Promise<number>): Promise<void> {
  // the reader of the output has closed it (npm start | head), which is no reason to stop half-way
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
    return `This user may not write ${path} (${code}), which may be left from a run with sudo: change its owner with chown, or remove it.`;
  }
  if (error instanceof CommandError) return `A program that this command needs failed: ${text}.`;
  return undefined;
}
