import semver from 'semver';

/** Newer than every release, for development versions such as `dev` and `master-2f7b1c`. */
const UNRELEASED = new semver.SemVer('9999.0.0');

/**
 * Whether version `a` is older than `b`, by their numbers: `1.9` is older than `1.41`. A missing number counts as 0, and
 * what a distribution appends, as in `28.5.2+dfsg4`, does not count.
 */
export function olderThan(a: string, b: string): boolean {
  return semver.lt(numbersOf(a), numbersOf(b));
}

/** Whether a version is in a range as npm writes ranges: `<28`, `>=20.10 <28`, `5.8.x`, `*`. Throws for an invalid range. */
export function inRange(version: string, range: string): boolean {
  return new semver.Range(range).test(numbersOf(version));
}

function numbersOf(version: string): semver.SemVer {
  return (/^v?\d/.test(version) ? semver.coerce(version) : null) ?? UNRELEASED;
}
