import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SUITE_FOLDER } from '../engine/suite-folder.ts';
import { main } from './exit.ts';
import { packageFiles } from './package-files.ts';

/** The folder that npm packs, which git ignores. Node runs no TypeScript under node_modules. */
const OUT = join(SUITE_FOLDER, 'dist');

/** npm's prepack: writes the package's JavaScript, and what it reads, into dist/. */
async function buildPackage(): Promise<number> {
  const { written, copied } = await packageFiles();
  rmSync(OUT, { recursive: true, force: true });
  for (const [file, content] of written) writeFileSync(place(file), content);
  for (const file of copied) copyFileSync(join(SUITE_FOLDER, file), place(file));
  return 0;
}

function place(file: string): string {
  const path = join(OUT, file);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

await main(buildPackage);
