import { expect, test } from '@jest/globals';
import { memoryLimits, memoryShares } from './memory.ts';

const MIB = 1024 ** 2;
const limited = { jest: ['--maxWorkers=1'], node: ['--max-old-space-size=160'] };
const nothing = { jest: [], node: [] };

test.each([
  ['no limit', 0, nothing],
  ['a limit with room', 3072 * MIB, nothing],
  ['a limit with room for four spec files', 2048 * MIB, { jest: ['--maxWorkers=4'], node: [] }],
  ['a limit with room for two spec files', 1024 * MIB, { jest: ['--maxWorkers=2'], node: [] }],
  ['the limit of a small container', 512 * MIB, limited],
])('%s', (_, limit, expected) => {
  expect(memoryLimits([], limit)).toEqual(expected);
});

test.each(['--maxWorkers=4', '-w', '--runInBand', '-i'])('%s is respected', (word) => {
  expect(memoryLimits([word], 512 * MIB)).toEqual(nothing);
});

test('an engine may have fewer spec files at a time', () => {
  expect(memoryLimits([], 0, 2)).toEqual({ jest: ['--maxWorkers=2'], node: [] });
  expect(memoryLimits([], 2048 * MIB, 2)).toEqual({ jest: ['--maxWorkers=2'], node: [] });
  expect(memoryLimits(['--maxWorkers=4'], 0, 2)).toEqual(nothing);
});

test('runs at once share the memory', () => {
  expect(memoryShares(1)).toEqual({});
  const [one, two] = [2, 4].map((runs) => Number(memoryShares(runs)['CONFORMANCE_MEMORY'])) as [number, number];
  expect(one / two).toBeGreaterThan(1.5);
});
