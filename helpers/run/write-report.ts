import { join } from 'node:path';
import { UserError, errorText } from '../engine/user-error.ts';
import type { Results } from '../report/ctrf.ts';
import { linkTo, printable } from '../report/terminal.ts';
import { writeViews } from '../report/write.ts';

/**
 * Writes the report of saved results from `file`, and prints its path. They may come from anybody: throws a UserError where
 * something in them is not as this suite writes it.
 */
export async function writeReport(folder: string, file: string, results: Results): Promise<void> {
  try {
    await writeViews(folder, results);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new UserError(
      `${file} has something that this suite does not write (${printable(errorText(error))}): name the results.json of a run, or run the suite again.`,
    );
  }
  console.log(`Report: ${linkTo(join(folder, 'index.html'))}`);
}
