import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { isRunning } from '../../engine/embedded/process.ts';
import { withLoad } from './load.ts';

/** The kernel's list of the children of this process, which some kernels do not have, and other systems neither. */
const LIST = `/proc/${process.pid}/task/${process.pid}/children`;

/** The processes that this one has started and that still run. */
const children = (): number[] =>
  readFileSync(LIST, 'utf8')
    .trim()
    .split(' ')
    .map(Number)
    .filter((pid) => pid > 0 && isRunning(pid));

(existsSync(LIST) ? test : test.skip)('the load lasts as long as the work, also where that fails', async () => {
  const before = children();
  const during = await withLoad(2, async () => children());
  expect(during.filter((pid) => !before.includes(pid))).toHaveLength(2);
  await expect(withLoad(1, async () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(children()).toEqual(before);
});
