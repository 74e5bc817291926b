import { diskFull } from '../engine/embedded/cache.ts';
import { CommandError } from '../engine/embedded/command.ts';
import { UserError, errorCode, errorText } from '../engine/user-error.ts';

/** The error codes of a lost connection. */
const CONNECTION_LOST = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** The error codes of a file that this user may not write. */
const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS']);

/** The exit codes of every command. A signal adds its number to 128, as in a shell. */
export const EXIT = {
  /** The engine conforms, the trial passed, or the command succeeded. */
  conformant: 0,
  /** A behaviour or a trial failed, or a comparison shows a change for the worse. */
  notConformant: 1,
  /** A wrong argument, no engine, bad input, or a defect of the suite. */
  couldNotRun: 2,
} as const;

/**
 * Runs a command and sets the exit code. An error that the user can correct is printed as one sentence; any other with
 * its stack.
 */
export async function main(command: () => Promise<number>): Promise<void> {
  // the reader of the output may close it (npm start | head), and the command must still clean up
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
  if (CONNECTION_LOST.has(code)) return `The engine stopped answering (${text}): see its log, and start it again.`;
  const { path } = error as { path?: string };
  if (FORBIDDEN.has(code) && path) {
    return `This user may not write ${path} (${code}), which may be left from a run with sudo: change its owner with chown, or remove it.`;
  }
  if (error instanceof CommandError) return `A program that this command needs failed: ${text}.`;
  return undefined;
}
