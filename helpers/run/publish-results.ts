import { cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorText } from '../engine/user-error.ts';
import { RESULT_FILES, RESULT_FOLDERS } from '../report/write.ts';

/**
 * Copies the results of a run to the folder of the user, and replaces each file and folder once its copy is complete.
 * Gives 1 where that fails.
 */
export function publishResults(from: string, to: string): 0 | 1 {
  const files = [...RESULT_FOLDERS, ...RESULT_FILES].filter((file) => existsSync(join(from, file)));
  try {
    mkdirSync(to, { recursive: true });
    for (const file of files) replaceByCopy(join(from, file), join(to, file));
    return 0;
  } catch (error) {
    console.error(
      `The results cannot be written (${errorText(error)}): make room for them in ${to}, or name another folder with --report.`,
    );
    return 1;
  }
}

function replaceByCopy(from: string, to: string): void {
  const temporary = `${to}.new`;
  try {
    cpSync(from, temporary, { recursive: true });
    // rename does not replace a folder that is not empty
    if (statSync(temporary).isDirectory()) rmSync(to, { recursive: true, force: true });
    renameSync(temporary, to);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
