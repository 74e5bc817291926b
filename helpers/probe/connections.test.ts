import { expect, test } from '@jest/globals';
import { type Opened, parseOpened, parseWatched, portOf, wouldHaveSeen } from './connections.ts';

test('connections: an IPv4 address is the same in both tables', () => {
  const printed =
    '020012AC:0050 030012AC:D431\n0000000000000000FFFF0000020012AC:0050 0000000000000000FFFF0000030012AC:D432\nnoise\n';
  const { connections } = parseWatched(printed);
  expect(connections).toEqual([
    { local: '020012AC:0050', remote: '030012AC:D431' },
    { local: '020012AC:0050', remote: '030012AC:D432' },
  ]);
  expect(connections.map(({ remote }) => portOf(remote))).toEqual([54_321, 54_322]);
});

test('connections: a connection has its end where it was not cut', () => {
  const ends = { local: '030012AC:D431', remote: '020012AC:0050' };
  const printed = '030012AC:D431 020012AC:0050\n@ 100.10 100.20\n';
  expect(parseOpened(`${printed}= 100.20 101.00\n`)).toEqual({ ...ends, open: { from: 100.2, to: 101 } });
  expect(parseOpened(printed)).toEqual({ ...ends, open: undefined });
  expect(parseOpened('')).toBeUndefined();
});

test.each([
  ['in it, once a proxy has passed it on', '~ 100.80 100.90', true],
  ['at its beginning', '~ 100.30 100.40', false],
  ['before and after it', '~ 99.00 99.10\n~ 103.00 103.10', false],
  ['across its end', '~ 101.90 102.10', false],
  ['never', '', false],
])('connections: a watch that reads the table %s', (_, printed, isSeen) => {
  const opened: Opened = { local: '', remote: '', open: { from: 100.2, to: 102 } };
  expect(wouldHaveSeen(parseWatched(printed), opened)).toBe(isSeen);
  expect(wouldHaveSeen(parseWatched(printed), { ...opened, open: undefined })).toBe(false);
});
