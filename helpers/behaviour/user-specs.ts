import { createHash } from 'node:crypto';
import { relative } from 'node:path';

/** The variable that hands the folder of the user's own specs to the test processes. */
const FOLDER = 'CONFORMANCE_SPECS';

/** The variable with that folder as the user named it. */
const NAMED = 'CONFORMANCE_SPECS_NAMED';

/** What the id of a spec ends with that promises nothing: no test has it. */
export const NOT_LOADED = 'spec-cannot-be-loaded';
export const NO_PROMISE = 'spec-has-no-promise';

/** The folder of the user's own specs, where the run is of those; undefined where it is of the suite's. */
export function userSpecsFolder(): string | undefined {
  return process.env[FOLDER] || undefined;
}

/** That folder as the user named it, for commands and paths that are printed. */
export function namedSpecsFolder(): string | undefined {
  const folder = userSpecsFolder();
  return folder && (process.env[NAMED] || folder);
}

/** Makes this run, and the processes that it starts, one of the user's own specs. */
export function useSpecsOf(folder: string, named = folder): void {
  process.env[FOLDER] = folder;
  process.env[NAMED] = named;
}

/** The longest part of an id that is made of a text. */
const PART_LIMIT = 48;

/** The id of a promise, by its spec and its sentence: `shop.web-reaches-db`. */
export function promiseId(path: string, sentence: string): string {
  return `${specName(path)}.${kebab(sentence)}`;
}

/** The name of a spec of the user in reports, in the place of a chapter: that of its file, with its folders. */
export function specName(path: string): string {
  const file = relative(userSpecsFolder() ?? '', path);
  return kebab(file.replace(/\.spec\.[jt]s$/, ''));
}

/** A text as a part of an id. What is lost of it is in a digest, so that two texts have two ids. */
function kebab(text: string): string {
  const words = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  const isWhole = words !== '' && words.length <= PART_LIMIT && /^[\x20-\x7E]*$/.test(text);
  if (isWhole) return words;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 6);
  return `${words.slice(0, PART_LIMIT).replace(/-$/, '')}-${digest}`.replace(/^-/, '');
}
