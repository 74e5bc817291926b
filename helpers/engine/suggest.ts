import leven from 'leven';

// cspell:ignore trixy

/** How many names are suggested at most. */
const LIMIT = 3;

/** The known names that a mistyped one may mean: at most three, the most similar first. */
export function similarNames(word: string, known: readonly string[]): string[] {
  const scored = known.map((name) => ({ name, distance: distanceOf(word.toLowerCase(), name.toLowerCase()) }));
  const best = Math.min(...scored.map(({ distance }) => distance));
  return scored
    .filter(({ name, distance }) => distance <= Math.min(best + 1, Math.max(word.length, name.length) / 3))
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, LIMIT)
    .map(({ name }) => name);
}

/**
 * The edit distance; a part of a name is near it (`alias-resolves` to `bridge.alias-resolves`), and so are its words in
 * another order.
 */
function distanceOf(word: string, name: string): number {
  if (word.length > 2 && name.includes(word)) return 1;
  return Math.min(leven(word, name), 1 + leven(sortedWords(word), sortedWords(name)));
}

function sortedWords(name: string): string {
  return name.split(/\W/).toSorted().join(' ');
}

/** The error for an unknown name: `There is no engine "debian:trixy": did you mean debian:trixie? …`. */
export function unknownName(what: string, word: string, known: readonly string[], remedy: string): string {
  const found = similarNames(word, known);
  const meant = found.length > 0 ? `did you mean ${either(found)}? ` : '';
  return `There is no ${what} "${word}": ${meant}${remedy}.`;
}

/** `a`, `a or b`, `a, b or c` */
function either(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
