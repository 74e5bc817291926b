import { expect, test } from '@jest/globals';
import { parseConnections, portOf } from './connections.ts';

test('connections: an IPv4 address is the same in both tables', () => {
  const printed =
    '020012AC:0050 030012AC:D431\n0000000000000000FFFF0000020012AC:0050 0000000000000000FFFF0000030012AC:D432\nnoise\n';
  const connections = parseConnections(printed);
  expect(connections).toEqual([
    { local: '020012AC:0050', remote: '030012AC:D431' },
    { local: '020012AC:0050', remote: '030012AC:D432' },
  ]);
  expect(connections.map(({ remote }) => portOf(remote))).toEqual([54_321, 54_322]);
});
