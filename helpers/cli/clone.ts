import { IN_PACKAGE } from '../engine/suite-folder.ts';
import { UserError } from '../engine/user-error.ts';

/** Throws a UserError in the package, which has none of the suite's sources and unit tests. */
export function assertClone(what: string, inPackage = IN_PACKAGE): void {
  if (inPackage)
    throw new UserError(
      `${what} are for work on the suite itself, and this is its package: clone the repository, and use npm's scripts there.`,
    );
}
