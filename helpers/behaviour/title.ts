const SEPARATOR = ' · ';

/** The title of a behaviour's test in Jest. */
export function titleOf({ id, sentence }: { readonly id: string; readonly sentence: string }): string {
  return `${id}${SEPARATOR}${sentence}`;
}

/** The behaviour of a test, by its title: Jest reports nothing else of it. */
export function behaviourOf(title: string): { id: string; sentence: string } {
  const [id = '', ...sentence] = title.split(SEPARATOR);
  return { id, sentence: sentence.join(SEPARATOR) };
}

/** Jest's pattern for the tests of these behaviours, in whichever `describe`. */
export function titlePattern(ids: readonly string[]): string {
  return `(^| )(${ids.map((id) => id.replace('.', String.raw`\.`)).join('|')})${SEPARATOR}`;
}
