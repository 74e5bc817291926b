import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Role } from './roles.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/images/', import.meta.url));

/** The folder of files that are copied over the unpacked packages. */
export const overlayFolder = join(FOLDER, 'files');

/** What images are built from without a reachable registry: fixtures/images/recipe.json. */
interface Recipe {
  readonly suite: string;
  readonly packages: readonly string[];
  /** Paths that the layer excludes, as patterns of tar's --exclude. */
  readonly exclude: readonly string[];
  /** The image configuration of each role, as in the OCI image specification. One file system serves them all. */
  readonly images: Record<Role, { readonly Cmd: readonly string[]; readonly ExposedPorts?: Record<string, object> }>;
  readonly standIns: readonly Role[];
}

export const recipe = JSON.parse(readFileSync(join(FOLDER, 'recipe.json'), 'utf8')) as Recipe;

/** A digest of everything in this project that the built images depend on. */
export const recipeDigest: string = digestOf(FOLDER).slice(0, 12);

/** The reference of a built image. */
export function builtReference(role: Role): string {
  return `docker-network-conformance/${role}:${recipeDigest}`;
}

function digestOf(folder: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  for (const file of files.filter((name) => statSync(join(folder, name)).isFile())) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(folder, file)))
      .update('\0');
  }
  return hash.digest('hex');
}
