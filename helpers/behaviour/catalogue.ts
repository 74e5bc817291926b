import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../engine/user-error.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A behaviour as a spec file names it. */
export interface CatalogueEntry {
  readonly id: string;
  readonly sentence: string;
  /** The spec file, relative to the project. */
  readonly file: string;
}

/** Every behaviour of the specs, read from their text: no spec need run for it. */
export function catalogue(folder: string = join(ROOT, 'specs')): CatalogueEntry[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.spec.ts'));
  return files.toSorted().flatMap((file) => entriesOf(join(folder, file)));
}

/** The part of an id before its dot: the chapter of the guide. */
export function chapterOf(id: string): string {
  return id.split('.')[0] ?? id;
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

function entriesOf(file: string): CatalogueEntry[] {
  const text = readFileSync(file, 'utf8');
  const calls = text.matchAll(/\bbehaviour\(\s*(['"])(.+?)\1,\s*(['"])(.+?)\3,/g);
  return [...calls].map(([, , id = '', , sentence = '']) => ({ id, sentence, file: relative(ROOT, file) }));
}
