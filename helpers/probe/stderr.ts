/** How much of what a program said goes into a sentence. */
const WORDS_LIMIT = 300;

/** The last line that a program said, as much of it as a sentence bears. */
export function lastWords(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, WORDS_LIMIT) || 'no word of why';
}
