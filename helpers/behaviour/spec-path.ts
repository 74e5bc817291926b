import { join, relative } from 'node:path';
import { IN_PACKAGE, SUITE_FOLDER } from '../engine/suite-folder.ts';
import { namedSpecsFolder, userSpecsFolder } from './user-specs.ts';

/** Whether a file that Jest runs is a spec, and not a unit test. */
export function isSpecFile(path: string): boolean {
  return /\.spec\.[jt]s$/.test(path);
}

/** The file that Jest runs of a spec in the catalogue, relative to the folder of the command, as Jest prints it. */
export function specPath(file: string): string {
  return relative(process.cwd(), join(SUITE_FOLDER, IN_PACKAGE ? file.replace(/\.ts$/, '.js') : file));
}

/**
 * The name of a spec in catalogue and results: its source, relative to the suite's folder. The user's is relative to the
 * folder of the command; outside of it, it is in the folder as the user named it.
 */
export function specSource(path: string): string {
  const folder = userSpecsFolder();
  if (folder !== undefined) {
    const fromHere = relative(process.cwd(), path);
    return fromHere.startsWith('..') ? join(namedSpecsFolder() ?? '', relative(folder, path)) : fromHere;
  }
  return relative(SUITE_FOLDER, path).replace(/\.js$/, '.ts');
}
