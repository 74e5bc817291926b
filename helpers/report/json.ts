/** Control characters and line separators, which JSON does not escape. */
const UNESCAPED = /[\u007F-\u009F\u2028\u2029]/g;

/** JSON for a file that may be printed in a terminal: control characters are escaped. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2).replace(UNESCAPED, escaped)}\n`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
