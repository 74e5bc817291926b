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
    { interface: 'lo', address: '127.0.0.1', ofTunnel: false },
    { interface: 'lo', address: '::1', ofTunnel: false },
    { interface: 'br-0f1e2d3c4b5a', address: '172.18.0.1', ofTunnel: false },
    { interface: 'docker0', address: 'fe80::42:acff:fe11:1', ofTunnel: false },
  ]);
});

test('the address of a VPN is one of a tunnel, with a peer or without', () => {
  const links = `2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue\\    link/ether 02:42:ac:11:00:02 brd ff:ff:ff:ff:ff:ff
4: wg0: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1420 qdisc noqueue\\    link/[65534]
5: ppp0: <POINTOPOINT,MULTICAST,NOARP,UP,LOWER_UP> mtu 1492 qdisc fq_codel\\    link/ppp
`;
  const addresses = `2: eth0    inet 10.0.0.2/24 scope global eth0
4: wg0    inet 10.8.0.2/32 scope global wg0
5: ppp0    inet 192.0.2.7 peer 192.0.2.1/32 scope global ppp0
`;
  expect(parseAddresses(links + addresses)).toEqual([
    { interface: 'eth0', address: '10.0.0.2', ofTunnel: false },
    { interface: 'wg0', address: '10.8.0.2', ofTunnel: true },
    { interface: 'ppp0', address: '192.0.2.7', ofTunnel: true },
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
