/** Control characters and line separators, which JSON does not escape. */
const UNESCAPED = /[\u007F-\u009F\u2028\u2029]/g;

/** JSON for a file that may be printed in a terminal: control characters are escaped. With an indent of 0, it is one line. */
export function toJson(value: unknown, indent = 2): string {
  return `${JSON.stringify(value, undefined, indent).replace(UNESCAPED, escaped)}\n`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
