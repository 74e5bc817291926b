/**
 * Compares versions by their numbers: `1.9` is older than `1.41`, `28.5.2+dfsg4` not older than `28.5`. What follows the
 * numbers, as a distribution adds it, does not count; a number that is not said is 0.
 */
export function olderThan(version: string, than: string): boolean {
  // `dev` and `master` are built from what comes next
  if (!/^\d/.test(version)) return false;
  const [mine, theirs] = [numbersOf(version), numbersOf(than)];
  const at = [...theirs, 0].findIndex((number, index) => (mine[index] ?? 0) !== number);
  return at >= 0 && (mine[at] ?? 0) < (theirs[at] ?? 0);
}

function numbersOf(version: string): number[] {
  return (version.match(/^\d+(\.\d+)*/)?.[0] ?? '').split('.').map(Number);
}
