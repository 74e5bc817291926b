/** What JSON does not escape, and a terminal may take for a command, or an older JavaScript for the end of a line. */
const UNESCAPED = /[\u007F-\u009F\u2028\u2029]/g;

/** JSON for a file that a person may look at: it means the same, and no control character is in it. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2).replace(UNESCAPED, escaped)}\n`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
