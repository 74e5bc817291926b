import { UserError } from '../engine/user-error.ts';
import type { CatalogueEntry, DescribedEntry } from './catalogue-entry.ts';
import { isBehaviourId } from './chapters.ts';
import { readOwnCatalogue } from './own-catalogue.ts';
import { userSpecsFolder } from './user-specs.ts';

export type { CatalogueEntry, DescribedEntry } from './catalogue-entry.ts';

/** The behaviours of the project's own specs: commands read them often, and the specs do not change meanwhile. */
let own: readonly DescribedEntry[] | undefined;

/**
 * Every behaviour of the suite's specs, known without running them; none where the run is of the user's own. Throws a
 * UserError for a spec that cannot be read.
 */
export function catalogue(): readonly DescribedEntry[] {
  own ??= userSpecsFolder() === undefined ? readOwnCatalogue() : [];
  return own;
}

/** Throws a UserError if two behaviours have one id, or an id is not of the form `chapter.short-statement`. */
export function checkCatalogue(entries: readonly CatalogueEntry[]): void {
  const seen = new Map<string, string>();
  for (const { id, file } of entries) {
    if (!isBehaviourId(id)) {
      throw new UserError(
        `The behaviour id "${id}" in ${file} is not of the form chapter.short-statement, in kebab case: rename it.`,
      );
    }
    const other = seen.get(id);
    if (other)
      throw new UserError(
        `The behaviour id "${id}" is used twice, in ${other} and in ${file}: an id names one behaviour for good, so give one of them another.`,
      );
    seen.set(id, file);
  }
}
