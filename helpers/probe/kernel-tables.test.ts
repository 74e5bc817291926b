import { describe, expect, it } from '@jest/globals';
import { parseAddresses6, parseEveryRoute } from './kernel-tables.ts';

const LOOPBACK = `Local:
  +-- 127.0.0.0/8 2 0 2
     +-- 127.0.0.0/31 1 0 0
        |-- 127.0.0.0
           /8 host LOCAL
        |-- 127.0.0.1
           /32 host LOCAL
     |-- 127.255.255.255
        /32 link BROADCAST
`;

const LOOPBACK6 = `\
00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
00000000000000000000000000000001 80 00000000000000000000000000000000 00 00000000000000000000000000000000 00000000 00000002 00000000 80200001       lo
`;

describe('the routes of every table', () => {
  it('has none with the loopback interface alone', () => {
    expect(parseEveryRoute(`${LOOPBACK}${LOOPBACK6}`)).toEqual([]);
  });

  it('includes those of a policy rule and of a link, and no unreachable ones', () => {
    const policy = `Id 100:
  |-- 10.1.0.0
     /16 link UNICAST
`;
    const main = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
        /0 universe UNREACHABLE
     |-- 10.7.0.0
        /16 universe UNREACHABLE
`;
    const link = `fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
`;
    expect(parseEveryRoute(`${policy}${main}${LOOPBACK}${LOOPBACK6}${link}`)).toEqual([
      '0.0.0.0/0',
      '10.1.0.0/16',
      'fe80::/64',
    ]);
  });
});

describe('the IPv6 addresses', () => {
  it('are in the usual form', () => {
    const text = `00000000000000000000000000000001 01 80 10 80       lo
fd000000000000000000000000000005 01 80 00 80       lo
`;
    expect(parseAddresses6(text)).toEqual(['::1', 'fd00::5']);
    expect(parseAddresses6('')).toEqual([]);
  });
});
