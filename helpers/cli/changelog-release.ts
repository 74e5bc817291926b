import { UserError } from '../engine/user-error.ts';

const UNRELEASED = '## [Unreleased]';

/**
 * The changelog in which what was unreleased is the release `version` of this day, as in `2026-11-26`, beneath an empty
 * Unreleased. Throws a UserError where nothing is unreleased.
 */
export function released(changelog: string, version: string, day: string): string {
  const [before = '', rest, ...more] = changelog.split(`${UNRELEASED}\n`);
  if (rest === undefined || more.length > 0)
    throw new UserError(`CHANGELOG.md does not have the heading "${UNRELEASED}" once: write it above what changed.`);
  const [changes = ''] = rest.split(/^## /m);
  if (changes.trim() === '')
    throw new UserError(`CHANGELOG.md has nothing under "${UNRELEASED}": write there what the release changes.`);
  return `${before}${UNRELEASED}\n\n## [${version}] - ${day}\n${rest}`;
}
