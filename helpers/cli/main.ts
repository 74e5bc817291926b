import { diskFull } from '../engine/embedded/cache.ts';
import { CommandError } from '../engine/embedded/command.ts';
import { UserError, errorCode, errorText } from '../engine/user-error.ts';

/** How a connection ends whose other side is gone. */
const LOST = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** How the system says that a file may not be written by this user. */
const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS']);

/** Runs a command and sets the exit code. What a person can put right is told in one sentence; a defect, with its stack. */
export async function main(command: () => Promise<number>): Promise<void> {
  // whoever read the output has closed it (npm start | head), which is no reason to stop half-way
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
  try {
    process.exitCode = await command();
  } catch (error) {
    process.exitCode = 1;
    const sentence = sentenceFor(error);
    if (sentence === undefined) throw error;
    console.error(sentence);
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
