import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownerOf, stateOf } from '../../engine/owner.ts';

const PREFIX = 'dnc-host-';

/** Creates the temporary folder of a run on a host, and removes those of killed trials. */
export function openHostFolder(within: string = tmpdir()): string {
  for (const name of readdirSync(within).filter((entry) => entry.startsWith(PREFIX))) removeIfDead(join(within, name));
  const folder = mkdtempSync(join(within, PREFIX));
  writeFileSync(join(folder, 'owner'), ownerOf());
  return folder;
}

function removeIfDead(folder: string): void {
  const file = join(folder, 'owner');
  if (existsSync(file) && stateOf(readFileSync(file, 'utf8')) === 'gone')
    rmSync(folder, { recursive: true, force: true });
}
