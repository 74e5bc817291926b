import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ending } from './ending.ts';
import { exitedWith, printsOneSentence } from './expectations.ts';
import { must } from './wrong-ending.ts';

/** Does `work` with a folder on a full file system, which is removed afterwards, even where this process ends early. */
async function withFullDisk<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'full-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  const remove = (): void => {
    process.off('exit', remove);
    execFileSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true });
  };
  // before the listener that removes the folder around it
  process.prependListener('exit', remove);
  try {
    fill(join(folder, 'filling'));
    return await work(folder);
  } finally {
    remove();
  }
}

function fill(file: string): void {
  try {
    for (;;) writeFileSync(file, Buffer.alloc(4096), { flag: 'a' });
  } catch (error) {
    must((error as NodeJS.ErrnoException).code === 'ENOSPC', `the disk does not fill: ${String(error)}`);
  }
}

/** The engine cannot be unpacked. */
const fullCache: Ending = {
  name: 'full-cache',
  engine: 'none',
  provoke: (stage) =>
    withFullDisk(async (folder) => {
      const end = await stage.start(['--chapter', 'none'], { CONFORMANCE_CACHE: folder }).ended;
      exitedWith(end, 2);
      printsOneSentence(end, /^The disk is full: .*CONFORMANCE_CACHE/m);
      return `exit 2, in ${end.seconds.toFixed(1)} s: ${end.output.trim().split('\n').at(-1)?.slice(0, 120)}`;
    }),
};

/** A run whose results cannot be written is not successful. */
const fullReport: Ending = {
  name: 'full-report-folder',
  engine: 'shared',
  provoke: (stage) =>
    withFullDisk(async (folder) => {
      const end = await stage.start(['--chapter', 'none', '--report', folder]).ended;
      exitedWith(end, 1);
      printsOneSentence(end, /^The results cannot be written \(ENOSPC/m);
      must(/^none +\d+\/\d+ ✓/m.test(end.output), 'the verdicts are not printed');
      must(readdirSync(folder).join() === 'filling', `a partial result was left: ${readdirSync(folder).join()}`);
      return `exit 1; the verdicts are printed, no partial result is left`;
    }),
};

export const fullDisk: readonly Ending[] = [fullCache, fullReport];
