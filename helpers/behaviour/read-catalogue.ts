import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SUITE_FOLDER } from '../engine/suite-folder.ts';
import type { DescribedEntry } from './catalogue-entry.ts';
import { readSpec } from './spec-ast.ts';
import { specSource } from './spec-path.ts';

/** Every behaviour of the specs in a folder. Throws a UserError for a spec that cannot be read. */
export function catalogueOf(folder: string): DescribedEntry[] {
  return specFiles(folder).flatMap(entriesOf);
}

/** The spec files in a folder, by default all of the project's. */
export function specFiles(folder = join(SUITE_FOLDER, 'specs')): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.spec.ts'));
  return files.toSorted().map((file) => join(folder, file));
}

function entriesOf(file: string): DescribedEntry[] {
  const name = specSource(file);
  const { behaviours, engineHosts } = readSpec(name, readFileSync(file, 'utf8'));
  const ofSpec = engineHosts ? ({ file: name, engineHosts } as const) : { file: name };
  return behaviours.map((declared) => Object.assign(declared, ofSpec));
}
