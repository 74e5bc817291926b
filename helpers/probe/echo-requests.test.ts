import { expect, test } from '@jest/globals';
import { echoRequests, ownCounters, receivedDatagrams } from './counters.ts';
import { hasReplied } from './echo-requests.ts';

const tables = (v4: number, v6: number) => `Ip: Forwarding DefaultTTL
Ip: 1 64
Icmp: InMsgs InErrors InCsumErrors InDestUnreachs InEchos
Icmp: 9 0 0 0 ${v4}
IcmpMsg: InType8
IcmpMsg: 9
Udp: InDatagrams NoPorts InErrors
Udp: 5 2 1
Icmp6InMsgs                     \t7
Icmp6InEchos                    \t${v6}
Icmp6OutEchos                   \t5
Udp6InDatagrams                 \t6
Udp6NoPorts                     \t3
`;

test('the kernel counts echo requests by version of IP', () => {
  expect(echoRequests(tables(3, 4), 4)).toBe(3);
  expect(echoRequests(tables(3, 4), 6)).toBe(4);
  expect(echoRequests('', 6)).toBe(0);
  expect(ownCounters()).toMatch(/^Icmp: .*InEchos/m);
});

test('the kernel counts datagrams by version of IP, without those to ports at which nobody listens', () => {
  expect(receivedDatagrams(tables(0, 0), 4)).toBe(5);
  expect(receivedDatagrams(tables(0, 0), 6)).toBe(6);
  expect(receivedDatagrams('', 4)).toBe(0);
});

test('a reply is of a host only if its kernel received a request for it', async () => {
  let received = 0;
  const pinged = { namespace: 'one', counters: async () => tables(received, 0) };
  await expect(hasReplied(pinged, 4)).resolves.toBe(false);
  received = 2;
  await expect(hasReplied(pinged, 4)).resolves.toBe(true);
  // another reply needs another request
  await expect(hasReplied(pinged, 4)).resolves.toBe(false);
});

test('echo requests before the ping do not count', async () => {
  const pinged = { namespace: 'another', before: tables(5, 0), counters: async () => tables(5, 0) };
  await expect(hasReplied(pinged, 4)).resolves.toBe(false);
});
