import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { specSource } from '../behaviour/spec-path.ts';
import { userSpecsFolder } from '../behaviour/user-specs.ts';

/** A place in a spec of the user, or in a file that it imports. */
interface Place {
  readonly path: string;
  readonly line: number;
  readonly column?: number;
}

/** Why a spec of the user promises nothing. */
export type SpecError =
  | { readonly kind: 'no promise' }
  | { readonly kind: 'syntax'; readonly what: string; readonly place: Place }
  | { readonly kind: 'import'; readonly module: string; readonly place: Place | { readonly path: string } }
  | { readonly kind: 'thrown'; readonly what: string; readonly place: Place | undefined };

/** Jest's own words for a spec without a test. */
const NO_TEST = 'Your test suite must contain at least one test.';

/** Reads why a spec was not loaded in what Jest prints of it, without colours. */
export function readSpecError(text: string): SpecError {
  if (text.includes(NO_TEST)) return { kind: 'no promise' };
  const syntax = syntaxBySwc(text) ?? syntaxByBabel(text) ?? syntaxByNode(text);
  return syntax ?? missingModule(text) ?? { kind: 'thrown', what: firstParagraph(text), place: firstPlace(text) };
}

/** The reason in one sentence: where it is, what is wrong, and what to do. */
export function printSpecError(error: SpecError, spec: string): string {
  switch (error.kind) {
    case 'no promise':
      return `${spec} has no promise, so that nothing can be judged: write one, as in promise('web reaches db', async () => { … }), which USAGE.md shows.`;
    case 'syntax':
      return `${printPlace(error.place)} has a syntax error (${error.what}): correct it there.`;
    case 'import':
      return `${printPlace(error.place)} imports ${error.module}, which is not there: correct the name, or install it.`;
    case 'thrown': {
      const { what, place } = error;
      return place ? `${printPlace(place)} throws when the spec is loaded (${what}): correct it there.` : what;
    }
  }
}

/** `network-tests/shop.spec.ts:2:18` */
function printPlace(place: Place | { readonly path: string }): string {
  const line = 'line' in place ? `:${place.line}` : '';
  const column = 'column' in place ? `:${place.column}` : '';
  return `${specSource(place.path)}${line}${column}`;
}

/** The compiler of the clone draws the source, with a mark below what it did not expect. */
function syntaxBySwc(text: string): SpecError | undefined {
  const [, what, path, from, drawn] = /^\s*[x×] (.+)\n\s*[,╭][-─]+\[(.+):(\d+):\d+\]\n([^]*)/m.exec(text) ?? [];
  if (what === undefined || path === undefined || drawn === undefined) return undefined;
  const lines = drawn.split('\n');
  const marked = lines.findIndex((line) => /^\s*[:·]\s*[\^|▲─┬]/.test(line));
  const [margin, line] = /^\s*(\d+) [|│] /.exec(lines[marked - 1] ?? '') ?? [];
  if (margin === undefined) return { kind: 'syntax', what, place: { path, line: Number(from) } };
  const column = (lines[marked] ?? '').search(/[\^|▲─┬]/) - margin.length + 1;
  return { kind: 'syntax', what, place: { path, line: Number(line), column } };
}

/** The compiler of the package counts columns from 0. */
function syntaxByBabel(text: string): SpecError | undefined {
  const [, path, what, line, column] = /SyntaxError: (.+?): (.+) \((\d+):(\d+)\)$/m.exec(text) ?? [];
  if (path === undefined || what === undefined) return undefined;
  return { kind: 'syntax', what, place: { path, line: Number(line), column: Number(column) + 1 } };
}

/** What the compilers leave in is found by Node, which names the line. */
function syntaxByNode(text: string): SpecError | undefined {
  const [, path, line, what] = /^\s*(\/.+):(\d+)\n[^]*?^\s*SyntaxError: (.+)$/m.exec(text) ?? [];
  if (path === undefined || what === undefined) return undefined;
  return { kind: 'syntax', what, place: { path, line: Number(line) } };
}

function missingModule(text: string): SpecError | undefined {
  const [, module, from] = /Cannot find module '(.+?)' from '(.+?)'/.exec(text) ?? [];
  if (module === undefined || from === undefined) return undefined;
  const path = inFolder(from);
  const line = lineWith(path, module);
  return { kind: 'import', module, place: line === undefined ? { path } : { path, line } };
}

/** The line of the import: after the compiler, its place in the stack is another one. */
function lineWith(path: string, module: string): number | undefined {
  const lines = readFileSync(path, 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(`'${module}'`) || line.includes(`"${module}"`));
  return index === -1 ? undefined : index + 1;
}

/** The first line of the stack that is in a file of the user. */
function firstPlace(text: string): Place | undefined {
  const stack = [...text.matchAll(/^\s+at (?:.* \()?([^()\s]+):(\d+):(\d+)\)?$/gm)];
  const own = stack.find(([, path = '']) => !path.startsWith('..') && !path.includes('node_modules/'));
  if (!own) return undefined;
  const [, path = '', line, column] = own;
  return { path: inFolder(path), line: Number(line), column: Number(column) };
}

/** Jest prints paths relative to the folder of the specs. */
function inFolder(path: string): string {
  return path.startsWith('/') ? path : join(userSpecsFolder() ?? '', path);
}

/** The message, which the source and the stack follow. */
function firstParagraph(text: string): string {
  const [first = ''] = text.trim().split(/\n\s*\n|\n\s+at /);
  return first.replaceAll(/\s+/g, ' ');
}
