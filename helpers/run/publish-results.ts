import { cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorText } from '../engine/user-error.ts';
import { RESULT_FILES, RESULT_FOLDERS } from '../report/write.ts';

/** Puts a run's results where the user wants them, each file and folder whole or not at all. Gives 1 where that fails. */
export function publishResults(from: string, to: string): 0 | 1 {
  const files = [...RESULT_FOLDERS, ...RESULT_FILES].filter((file) => existsSync(join(from, file)));
  try {
    mkdirSync(to, { recursive: true });
    for (const file of files) putWhole(join(from, file), join(to, file));
    return 0;
  } catch (error) {
    console.error(
      `The results cannot be written (${errorText(error)}): make room for them in ${to}, or name another folder with --report.`,
    );
    return 1;
  }
}

function putWhole(from: string, to: string): void {
  const making = `${to}.new`;
  try {
    cpSync(from, making, { recursive: true });
    // rename does not replace a folder that is not empty
    if (statSync(making).isDirectory()) rmSync(to, { recursive: true, force: true });
    renameSync(making, to);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}
