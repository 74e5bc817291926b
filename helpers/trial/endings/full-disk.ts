import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ending, must } from './ending.ts';
import { exitedWith, saysInOneSentence } from './expectations.ts';

/** Gives `work` the folder of a file system that has no byte left; it is gone afterwards, in whatever way this process ends. */
async function withFullDisk<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'full-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  const remove = (): void => {
    process.off('exit', remove);
    execFileSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true });
  };
  // before the folder that it is in is removed
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

/** Nothing can be unpacked. */
const fullCache: Ending = {
  name: 'full-cache',
  engine: 'none',
  provoke: (stage) =>
    withFullDisk(async (folder) => {
      const end = await stage.start(['--chapter', 'none'], { CONFORMANCE_CACHE: folder }).ended;
      exitedWith(end, 2);
      saysInOneSentence(end, /^The disk is full: .*CONFORMANCE_CACHE/m);
      return `exit 2, in ${end.seconds.toFixed(1)} s: ${end.output.trim().split('\n').at(-1)?.slice(0, 120)}`;
    }),
};

/** The verdicts are there, but the results cannot be written: that is not a run that went well. */
const fullReport: Ending = {
  name: 'full-report-folder',
  engine: 'shared',
  provoke: (stage) =>
    withFullDisk(async (folder) => {
      const end = await stage.start(['--chapter', 'none', '--report', folder]).ended;
      exitedWith(end, 1);
      saysInOneSentence(end, /^The results cannot be written \(ENOSPC/m);
      must(/✓ .*none\./.test(end.output), 'the verdicts are not told');
      must(readdirSync(folder).join() === 'filling', `half a result was left: ${readdirSync(folder).join()}`);
      return `exit 1; the verdicts are told, no half result is left`;
    }),
};

export const fullDisk: readonly Ending[] = [fullCache, fullReport];
