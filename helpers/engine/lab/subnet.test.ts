import { isIPv6 } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { UserError } from '../user-error.ts';
import { dotted, freeSubnet, overlap, routedSubnets } from './subnet.ts';

/** Draws these numbers, one after the other, and the last one for ever. */
function drawing(...numbers: number[]): (below: number) => number {
  return () => (numbers.length > 1 ? numbers.shift() : numbers[0]) ?? 0;
}

const claimsAllBut = (taken: string) => (v4: string) => v4 !== taken;

describe('a free subnet', () => {
  test('is of private networks', () => {
    expect(freeSubnet([], drawing(0, 7)).v4).toBe('10.128.7.0/24');
    expect(freeSubnet([], drawing(127, 255)).v4).toBe('10.255.255.0/24');
    expect(freeSubnet([]).v4).toMatch(/^10\.\d+\.\d+\.0\/24$/);
  });

  test.each([
    ['the very same', '10.128.7.0/24'],
    ['a larger one around it', '10.128.0.0/16'],
    ['a smaller one inside it', '10.128.7.128/25'],
    ['one address of it', '10.128.7.1/32'],
  ])('is another one where the first is in use: %s', (_, taken) => {
    expect(freeSubnet(['198.18.0.0/15', taken], drawing(0, 7, 1, 8)).v4).toBe('10.129.8.0/24');
  });

  test('is another one where the first is claimed by another lab', () => {
    expect(freeSubnet([], drawing(0, 7, 1, 8), claimsAllBut('10.128.7.0/24')).v4).toBe('10.129.8.0/24');
  });

  test('may be next to one in use', () => {
    expect(freeSubnet(['10.128.6.0/24', '10.128.8.0/24'], drawing(0, 7)).v4).toBe('10.128.7.0/24');
  });

  test('is of other networks where those are in use', () => {
    expect(freeSubnet(['10.0.0.0/8'], drawing(1)).v4).toBe('198.19.1.0/24');
    expect(freeSubnet(['198.18.0.0/15', '10.0.0.0/8'], drawing(1)).v4).toBe('100.65.1.0/24');
  });

  test('is an error in one sentence where none is free', () => {
    const taken = ['10.0.0.0/8', '198.18.0.0/15', '100.64.0.0/10'];
    expect(() => freeSubnet(taken)).toThrow(UserError);
    expect(() => freeSubnet(taken)).toThrow(
      /^No subnet is free for the lab: [^\n]*10\.0\.0\.0\/8, 198\.18\.0\.0\/15[^\n]*[^.\n]\.$/,
    );
  });

  test('gives each of its hosts an address of either family', () => {
    const subnet = freeSubnet([], drawing(0, 7));
    const prefix6 = subnet.v6.replace('/64', '');
    expect(subnet.host(1)).toEqual({ address: '10.128.7.1', address6: `${prefix6}1` });
    expect(subnet.host(254)).toEqual({ address: '10.128.7.254', address6: `${prefix6}fe` });
    expect(isIPv6(subnet.host(254).address6)).toBe(true);
  });

  test('has a different IPv6 subnet each time', () => {
    const [one, other] = [freeSubnet([], drawing(0, 7)), freeSubnet([], drawing(0, 7))];
    expect(one.v6).toMatch(/^fd[0-9a-f]{2}:[0-9a-f]{1,4}:[0-9a-f]{1,4}::\/64$/);
    expect(other.v6).not.toBe(one.v6);
  });
});

test.each([
  ['10.0.0.0/8', '10.1.2.0/24', true],
  ['172.18.0.0/16', '172.18.0.0/16', true],
  ['172.18.0.0/16', '172.19.0.0/16', false],
  ['192.168.1.0/25', '192.168.1.128/25', false],
  ['192.168.1.7/32', '192.168.1.0/24', true],
])('that %s and %s overlap is %s, whichever comes first', (one, other, common) => {
  expect(overlap(one, other)).toBe(common);
  expect(overlap(other, one)).toBe(common);
});

describe('the routed subnets', () => {
  const header = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT      ';
  const table = `${header}
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0                                   
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0                                   
docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0                                
d0\t006433C6\t00000000\t0001\t0\t0\t0\tFEFFFFFF\t0\t0\t0                                     
d0\t097100CB\t00000000\t0005\t0\t0\t0\tFFFFFFFF\t0\t0\t0                                     
*\t0000050A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0                                      
`;

  test('are those of the table without the default route', () => {
    expect(routedSubnets(table)).toEqual([
      '192.0.2.0/24',
      '172.17.0.0/16',
      '198.51.100.0/31',
      '203.0.113.9/32',
      '10.5.0.0/16',
    ]);
  });

  test('are empty without routes', () => {
    expect(routedSubnets(`${header}\n`)).toEqual([]);
    expect(routedSubnets('')).toEqual([]);
  });
});

test.each([
  ['0100007F', '127.0.0.1'],
  ['000011AC', '172.17.0.0'],
  ['00000000', '0.0.0.0'],
  ['FFFFFFFF', '255.255.255.255'],
])("%s in the kernel's table is %s", (hexadecimal, address) => {
  expect(dotted(hexadecimal)).toBe(address);
});
