import { expect, test } from '@jest/globals';
import { frugality } from './memory.ts';

const MIB = 1024 ** 2;
const frugal = { jest: ['--maxWorkers=1'], node: ['--max-old-space-size=160'] };
const nothing = { jest: [], node: [] };

test.each([
  ['no limit', 0, nothing],
  ['a limit with room', 2048 * MIB, nothing],
  ['the limit of a small container', 512 * MIB, frugal],
])('%s', (_, limit, expected) => {
  expect(frugality([], limit)).toEqual(expected);
});

test.each(['--maxWorkers=4', '-w', '--runInBand', '-i'])('whoever says %s has chosen', (word) => {
  expect(frugality([word], 512 * MIB)).toEqual(nothing);
});
