import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import packageFile from '../../package.json' with { type: 'json' };
import { SUITE_FOLDER } from '../engine/suite-folder.ts';
import { released } from './changelog-release.ts';
import { main } from './exit.ts';

/** Part of npm version, which has raised the version in package.json: dates the changes in CHANGELOG.md. */
async function releaseChangelog(): Promise<number> {
  const file = join(SUITE_FOLDER, 'CHANGELOG.md');
  const day = new Date().toISOString().slice(0, 10);
  writeFileSync(file, released(readFileSync(file, 'utf8'), packageFile.version, day));
  return 0;
}

await main(releaseChangelog);
