import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../engine/user-error.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A string as the formatter leaves it. */
const STRING = String.raw`'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"`;

/** `behaviour('id', 'sentence', { … }`. */
const CALL = new RegExp(
  String.raw`\bbehaviour\(\s*(?<id>${STRING}),\s*(?<sentence>${STRING}),\s*(?:\{(?<source>(?:${STRING}|[^'"}])*)\})?`,
  'g',
);

const WHY = new RegExp(String.raw`\bwhy:\s*(?<why>${STRING})`);

/** A behaviour as a spec file names it. */
export interface CatalogueEntry {
  readonly id: string;
  readonly sentence: string;
  /** The spec file, relative to the project. */
  readonly file: string;
  /** Whether a security audit asks for it. */
  readonly security?: true;
  /** Whether its spec file brings up engines of its own, on hosts of their own. */
  readonly engineHosts?: true;
}

/** A behaviour with all that its spec file says of it. */
export interface DescribedEntry extends CatalogueEntry {
  /** Where it begins in its file, counted from 1. */
  readonly line: number;
  readonly docs: string;
  readonly why?: string;
  readonly needs: readonly string[];
  /** What must work in the engine for its promise to hold. */
  readonly relies?: readonly string[];
  /** What must work in the engine for its controls to succeed. */
  readonly controlsRely?: readonly string[];
}

/** Every behaviour of the specs, read from their text: no spec need run for it. */
export function catalogue(folder: string = join(ROOT, 'specs')): DescribedEntry[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.spec.ts'));
  return files.toSorted().flatMap((file) => entriesOf(join(folder, file)));
}

/** Throws a UserError where two behaviours bear one id, or an id has not the form `chapter.short-statement`. */
export function checkCatalogue(entries: readonly CatalogueEntry[]): void {
  const seen = new Map<string, string>();
  for (const { id, file } of entries) {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) {
      throw new UserError(
        `The behaviour id "${id}" in ${file} is not of the form chapter.short-statement, in kebab case: rename it.`,
      );
    }
    const other = seen.get(id);
    if (other)
      throw new UserError(
        `The behaviour id "${id}" is used twice, in ${other} and in ${file}: an id names one behaviour for good, so give one of them another.`,
      );
    seen.set(id, file);
  }
}

function entriesOf(file: string): DescribedEntry[] {
  const text = readFileSync(file, 'utf8');
  const engineHosts = /\bengineHost\(/.test(text) ? ({ engineHosts: true } as const) : {};
  return [...text.matchAll(CALL)].map(({ index, groups = {} }) => {
    const { id = '', sentence = '', source = '' } = groups;
    const line = text.slice(0, index).split('\n').length;
    const why = source.match(WHY)?.groups?.['why'];
    const known = {
      id: unquoted(id),
      sentence: unquoted(sentence),
      file: relative(ROOT, file),
      line,
      docs: docsIn(text, source),
      needs: needsIn(text, source),
      relies: namesIn(source, 'relies'),
      controlsRely: namesIn(source, 'controlsRely'),
    };
    const security = /\bsecurity\b\s*[:,]/.test(`${source},`) ? ({ security: true } as const) : {};
    return Object.assign(known, why ? { why: unquoted(why) } : {}, security, engineHosts);
  });
}

/** The needs in `{ needs: ['lab'] }`, `{ needs }` or `{ needs: [...needs, 'lab'] }`; a name is that of a constant of the file. */
function needsIn(text: string, source: string): string[] {
  const [, own] = source.match(/\bneeds(?:: \[([^\]]*)\])?/) ?? [];
  const shared = /\bneeds\b/.test(own ?? source.match(/\bneeds\b/)?.[0] ?? '');
  const constant = shared ? (text.match(/^const needs = \[([^\]]*)\]/m)?.[1] ?? '') : '';
  return [...`${constant}, ${own ?? ''}`.matchAll(/['"](.+?)['"]/g)].map(([, need = '']) => need);
}

/** The names in `{ relies: ['alias'] }`. */
function namesIn(source: string, key: string): string[] {
  const [, list = ''] = source.match(new RegExp(String.raw`\b${key}:\s*\[([^\]]*)\]`)) ?? [];
  return [...list.matchAll(/'(.+?)'/g)].map(([, name = '']) => name);
}

/** The link in `{ docs }`, `{ docs: NAME }` or `{ docs: 'https://…' }`; a name is that of a constant of the file. */
function docsIn(text: string, source: string): string {
  const found = source.match(/\bdocs(?:: (?:(?<name>\w+)|'(?<literal>[^']*)'))?/);
  if (!found) return '';
  const { name = 'docs', literal } = found.groups ?? {};
  return literal ?? text.match(new RegExp(`^const ${name} =\\s+'([^']*)';`, 'm'))?.[1] ?? '';
}

function unquoted(literal: string): string {
  return literal.slice(1, -1).replace(/\\(.)/g, '$1');
}
