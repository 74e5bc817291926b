import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../engine/user-error.ts';
import { readSpec } from './spec-ast.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A behaviour in the list of all behaviours. */
export interface CatalogueEntry {
  readonly id: string;
  readonly sentence: string;
  /** The spec file, relative to the project. */
  readonly file: string;
  /** Whether it is part of a security audit. */
  readonly security?: true;
  /** Whether its spec starts engines on separate hosts. */
  readonly engineHosts?: true;
}

/** A behaviour with everything that its spec declares. */
export interface DescribedEntry extends CatalogueEntry {
  /** The line of its id in the file, counted from 1. */
  readonly line: number;
  readonly docs: string;
  readonly why?: string;
  readonly needs: readonly string[];
  /** The features of the engine that its promise relies on. */
  readonly relies?: readonly string[];
  /** The features of the engine that its controls rely on. */
  readonly controlsRely?: readonly string[];
  /** Whether an expectation is about a table of ways. */
  readonly byEveryWay?: true;
}

/** The behaviours of the project's own specs: commands ask for them often, and the specs do not change meanwhile. */
let own: readonly DescribedEntry[] | undefined;

/** Every behaviour of the specs, read from their text without running them. Throws a UserError for a spec that cannot be read. */
export function catalogue(): readonly DescribedEntry[] {
  own ??= catalogueOf(join(ROOT, 'specs'));
  return own;
}

/** Every behaviour of the specs in a folder. Throws a UserError for a spec that cannot be read. */
export function catalogueOf(folder: string): DescribedEntry[] {
  return specFiles(folder).flatMap(entriesOf);
}

/** The spec files in a folder, by default all of the project's. */
export function specFiles(folder = join(ROOT, 'specs')): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.spec.ts'));
  return files.toSorted().map((file) => join(folder, file));
}

/** Throws a UserError if two behaviours have one id, or an id is not of the form `chapter.short-statement`. */
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
  const name = relative(ROOT, file);
  const { behaviours, engineHosts } = readSpec(name, readFileSync(file, 'utf8'));
  const ofSpec = engineHosts ? ({ file: name, engineHosts } as const) : { file: name };
  return behaviours.map((declared) => Object.assign(declared, ofSpec));
}
