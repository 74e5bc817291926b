/** The length limit of a line in a sentence. */
const LENGTH_LIMIT = 300;

/** The last line of an output, shortened for a sentence. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, LENGTH_LIMIT) || 'no error message';
}
