import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { SUITE_FOLDER } from '../engine/suite-folder.ts';

/** What the package exports. */
export const EXPORTED = 'helpers/behaviour/spec.ts';

/** The declarations of what the package exports, and of what they refer to, by the paths of the package. */
export async function packageTypes(): Promise<ReadonlyMap<string, string>> {
  const out = mkdtempSync(join(tmpdir(), 'dnc-types-'));
  try {
    const project = join(out, 'tsconfig.json');
    const compilerOptions = {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      outDir: out,
      rootDir: SUITE_FOLDER,
      typeRoots: [join(SUITE_FOLDER, 'node_modules/@types')],
    };
    const files = [join(SUITE_FOLDER, EXPORTED)];
    writeFileSync(
      project,
      JSON.stringify({ extends: join(SUITE_FOLDER, 'tsconfig.json'), include: [], files, compilerOptions }),
    );
    await promisify(execFile)(process.execPath, [compiler(), '--project', project]);
    return referred(out);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function compiler(): string {
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
  return join(dirname(manifest), 'bin/tsc');
}

/** The declarations that the exported ones refer to, with imports as a user's compiler takes them. */
function referred(out: string): Map<string, string> {
  const found = new Map<string, string>();
  const waiting = [EXPORTED];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const name = file.replace(/\.ts$/, '.d.ts');
    if (found.has(name)) continue;
    const text = readFileSync(join(out, name), 'utf8');
    const imported = [...text.matchAll(/(?:from |import\()['"](\.[^'"]+\.ts)['"]/g)].map(([, path = '']) => path);
    found.set(name, text.replaceAll(/((?:from |import\()['"]\.[^'"]+)\.ts(?=['"])/g, '$1.js'));
    for (const path of imported) waiting.push(join(dirname(file), path));
  }
  return found;
}
