import { describe, expect, it } from '@jest/globals';
import { parseAddresses6, parseDefaultRoutes, parseEveryRoute } from './kernel-tables.ts';

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

describe('the default routes', () => {
  const HEADER = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';
  const ZERO = '0'.repeat(32);

  it('are those of both IP families, with the lowest metric first', () => {
    const ipv4 = [
      'eth0\t00000000\t010012AC\t0003\t0\t0\t100\t00000000\t0\t0\t0',
      'eth1\t00000000\t010013AC\t0003\t0\t0\t50\t00000000\t0\t0\t0',
      'eth0\t000012AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0',
    ].join('\n');
    const ipv6 = `${ZERO} 00 ${ZERO} 00 fd000000000000000000000000000001 00000400 00000001 00000000 00000003     eth1`;
    expect(parseDefaultRoutes(`${HEADER}${ipv4}\n${ipv6}\n${LOOPBACK6}`)).toEqual([
      { family: 4, gateway: '172.19.0.1', interface: 'eth1', metric: 50 },
      { family: 4, gateway: '172.18.0.1', interface: 'eth0', metric: 100 },
      { family: 6, gateway: 'fd00::1', interface: 'eth1', metric: 1024 },
    ]);
  });

  it('are none with the loopback interface alone', () => {
    expect(parseDefaultRoutes(`${HEADER}${LOOPBACK6}`)).toEqual([]);
  });
});
