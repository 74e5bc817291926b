import { join } from 'node:path';
import { SUITE_FOLDER } from '../engine/suite-folder.ts';
import type { DescribedEntry } from './catalogue-entry.ts';
import { catalogueOf } from './read-catalogue.ts';

/**
 * Every behaviour of the suite's specs, read from their text. In the package, the build puts a module in place of this one
 * that holds the list, so that no parser is installed with it. Throws a UserError for a spec that cannot be read.
 */
export function readOwnCatalogue(): readonly DescribedEntry[] {
  return catalogueOf(join(SUITE_FOLDER, 'specs'));
}
