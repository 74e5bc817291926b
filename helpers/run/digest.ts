import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The files that every verdict depends on, beside its spec: by paths relative to the project. */
export function commonFiles(): string[] {
  const files = [...filesIn('helpers'), ...filesIn('fixtures'), 'package-lock.json'];
  return files.filter((file) => !/^helpers\/(bench|cli|trial)\/|\.test\.ts$/.test(file));
}

/** The files in a folder of the project, in their order. */
export function filesIn(folder: string): string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).toSorted();
  return names.map((name) => join(folder, name)).filter((file) => statSync(join(ROOT, file)).isFile());
}

/** A digest of files of the project, and of texts that belong to them. */
export function digestOf(files: readonly string[], ...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(ROOT, file)))
      .update('\0');
  return hash.update(texts.join('\0')).digest('hex').slice(0, 16);
}
