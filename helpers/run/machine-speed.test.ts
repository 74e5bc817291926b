import { expect, test } from '@jest/globals';
import config from '../../jest.config.ts';
import { filesAtATime, slowness } from './machine-speed.ts';

test.each([
  ['a quick machine', 1, 6],
  ['one at the limit', 3, 6],
  ['one that takes one and a half times as long', 4.5, 3],
  ['one that takes twice as long', 6, 2],
  ['one that hardly moves', 100, 2],
])('%s', (_, startMs, files) => {
  expect(filesAtATime(startMs)).toEqual({ files, startMs });
});

test('without a limit, as many files as the configuration says', () => {
  expect(filesAtATime(0).files).toBe(config.maxWorkers);
});

test('the start of a program is measured', () => {
  const { files, startMs } = filesAtATime();
  expect(startMs).toBeGreaterThan(0);
  expect(files).toBeGreaterThanOrEqual(2);
});

test('a run may take longer where it has fewer spec files at a time', () => {
  expect([1, 3, 4.5, 6].map((startMs) => slowness(startMs))).toEqual([1, 1, 2, 3]);
});
