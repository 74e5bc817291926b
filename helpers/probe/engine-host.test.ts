import { expect, test } from '@jest/globals';
import { parseAddresses } from './devices.ts';

/** A line of the engine's log, with the eight bytes of its header. */
const frame = (line: string) => `${String.fromCodePoint(1, 0, 0, 0, 0, 0, 0, line.length)}${line}\n`;

test('the addresses of both families are read from what busybox lists, each with its interface', () => {
  const text = `1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
1: lo    inet6 ::1/128 scope host \\       valid_lft forever preferred_lft forever
12: br-0f1e2d3c4b5a    inet 172.18.0.1/16 brd 172.18.255.255 scope global br-0f1e2d3c4b5a\\       valid_lft forever
3: docker0    inet6 fe80::42:acff:fe11:1/64 scope link \\       valid_lft forever preferred_lft forever
`;
  expect(parseAddresses(text)).toEqual([
    { interface: 'lo', address: '127.0.0.1' },
    { interface: 'lo', address: '::1' },
    { interface: 'br-0f1e2d3c4b5a', address: '172.18.0.1' },
    { interface: 'docker0', address: 'fe80::42:acff:fe11:1' },
  ]);
});

test("the frame headers of the engine's log stream are not read as part of an interface", () => {
  const text =
    frame('2: eth0    inet 10.0.0.2/24 scope global eth0') + frame('3: eth1    inet 10.0.1.2/24 scope global eth1');
  expect(parseAddresses(text).map((found) => found.interface)).toEqual(['eth0', 'eth1']);
});

test('a text without addresses has none', () => {
  expect(parseAddresses("ip: can't find device 'eth9'")).toEqual([]);
});
