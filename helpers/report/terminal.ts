import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters, styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';

export type Style = Parameters<typeof styleText>[0];

/** Colours on a terminal that wants them, plain text elsewhere: NO_COLOR and FORCE_COLOR are respected. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** Text wrapped at the width of the terminal, each line indented; not wrapped where the output is no terminal. */
export function indented(text: string, indent: number, columns: number = width()): string {
  const wrapped = Number.isFinite(columns) ? wrapAnsi(text, Math.max(columns - indent, 20)) : text;
  return wrapped.replaceAll(/^/gm, ' '.repeat(indent));
}

/** A label, and text in the column after it, wrapped within that column: `label  text`. */
export function labelled(label: string, text: string, indent: number, column: number, columns?: number): string {
  const hanging = indented(text, indent + column, columns);
  return `${' '.repeat(indent)}${label}${' '.repeat(Math.max(column - plainLength(label), 0))}${hanging.slice(indent + column)}`;
}

/** How many columns a text takes, its colours left out. */
function plainLength(text: string): number {
  return stripVTControlCharacters(text).length;
}

function width(): number {
  return process.stdout.isTTY ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY;
}

// oxlint-disable-next-line no-control-regex -- these are the ones to drop
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Characters that reverse the order of letters or begin a new line. */
const ORDER = /[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text from a container or an engine that is safe to print: control characters except line ends and tabs are replaced. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(CONTROL, '�').replace(ORDER, '�');
}

/**
 * The path of a file as a link, where the terminal may support that:
 * https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
 */
export function linkTo(path: string): string {
  if (!process.stdout.isTTY) return path;
  return `\u001B]8;;${pathToFileURL(path).href}\u001B\\${path}\u001B]8;;\u001B\\`;
}
