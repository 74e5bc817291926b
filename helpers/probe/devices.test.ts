import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, isIPv4 } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  interfacesCommand,
  localAddressesCommand,
  matchingLinesCommand,
  parseInterfaces,
  parseListening,
  parseLocalAddresses,
  parseRoutes,
  parseOutput,
  routesCommand,
  socketsCommand,
} from './devices.ts';
import type { Command } from './batch.ts';

const MAC = '02:42:ac:11:00:02';

const lines = (text: string): string[] => text.split('\n');

const probeError = (message: string) => expect.objectContaining({ name: 'ProbeError', message });

function run({ words: [program = '', ...args] }: Command): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

describe('the interfaces', () => {
  test('are parsed with their bridges, including those that are down', () => {
    const text = `docker0 3 3 0x1003 ${MAC} 1500 \neth0 2 2 0x1002 ${MAC} 9000 \nlo 1 1 0x9 none 65536 \nveth1a2b 7 6 0x1103 ${MAC} 1500 docker0\n`;
    expect(parseInterfaces(text)).toEqual([
      { name: 'docker0', index: 3, peerIndex: 3, up: true, master: undefined, mac: MAC, mtu: 1500 },
      { name: 'eth0', index: 2, peerIndex: 2, up: false, master: undefined, mac: MAC, mtu: 9000 },
      { name: 'lo', index: 1, peerIndex: 1, up: true, master: undefined, mac: 'none', mtu: 65_536 },
      { name: 'veth1a2b', index: 7, peerIndex: 6, up: true, master: 'docker0', mac: MAC, mtu: 1500 },
    ]);
  });

  test('have the index of the other end of a veth pair', () => {
    const [outside] = parseInterfaces(`veth1a2b 7 6 0x1003 ${MAC} 1500 br-0f1e2d3c4b5a\n`);
    const [inside] = parseInterfaces(`eth0 6 7 0x1003 ${MAC} 1500 \n`);
    expect([inside?.index, inside?.peerIndex]).toEqual([outside?.peerIndex, outside?.index]);
  });

  test.each([
    ['nothing', ''],
    ['an interface that went while it was read', 'veth1a2b    '],
    ['one that went after its index was read', 'veth1a2b 7  0x1003 '],
    ['a complaint', "sh: can't open 'eth0/flags': No such file or directory"],
    ['one that went before its MTU was read', 'veth1a2b 7 6 0x1003 02:00:00:00:00:01  '],
    ['a number that is none', 'eth0 two 2 0x1003 none 1500 '],
    ['more words than an interface has', 'eth0 2 2 0x1003 none 1500 br0 br1'],
  ])('are none where a line is %s', (_, line) => {
    expect(parseInterfaces(line)).toEqual([]);
    expect(parseInterfaces(`${line}\nlo 1 1 0x9 none 65536 \n`).map(({ name }) => name)).toEqual(['lo']);
  });
});

test('own addresses are those marked as local hosts by the kernel, without duplicates', () => {
  const tables = `  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 10.7.7.0/24 2 0 2
        +-- 10.7.7.0/31 1 0 0
           |-- 10.7.7.0
              /24 link UNICAST
           |-- 10.7.7.1
              /32 host LOCAL
        |-- 10.7.7.255
           /32 link BROADCAST
     +-- 127.0.0.0/8 2 0 2
        +-- 127.0.0.0/31 1 0 0
           |-- 127.0.0.0
              /8 host LOCAL
           |-- 127.0.0.1
              /32 host LOCAL
        |-- 127.255.255.255
           /32 link BROADCAST
     +-- 192.0.0.0/4 2 0 2
        |-- 198.51.100.0
           /32 host LOCAL
           /31 link UNICAST
        |-- 203.0.113.9
           /32 link UNICAST
`;
  const text = `Main:\n${tables}Local:\n${tables}`;
  expect(parseLocalAddresses(text)).toEqual(['10.7.7.1', '127.0.0.1', '198.51.100.0']);
  expect(parseLocalAddresses('')).toEqual([]);
});

test('routes are parsed with their gateways', () => {
  const header = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT      ';
  const text = `${header}
eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0                                   
eth0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0                                   
`;
  expect(parseRoutes(text)).toEqual([
    { interface: 'eth0', destination: '0.0.0.0', gateway: '172.17.0.1', prefixLength: 0 },
    { interface: 'eth0', destination: '172.17.0.0', gateway: '0.0.0.0', prefixLength: 16 },
  ]);
  expect(parseRoutes(`${header}\n`)).toEqual([]);
  // the table in a container without a network
  expect(parseRoutes('')).toEqual([]);
});

test('listening sockets are parsed, connected and closing ones are not', () => {
  const rest = '00000000:00000000 00:00000000 00000000     0        0 545741 1 00000000236a4a4d 100 0 0 10 0';
  const zeros = '0'.repeat(32);
  const text = `tcp   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
tcp    0: 0100007F:1F90 00000000:0000 0A ${rest}
tcp    1: 0100007F:1F90 0100007F:8E5C 01 ${rest}
tcp    2: 0100007F:8E5C 0100007F:1F90 01 ${rest}
tcp    3: 0100007F:8E62 0100007F:1F90 06 00000000:00000000 03:00001765 00000000     0        0 0 3 00000000f99304e7
tcp6   sl  local_address                         remote_address                        st tx_queue rx_queue
tcp6    0: ${zeros}:20FB ${zeros}:0000 0A ${rest}
udp    sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
udp  4850: 00000000:12B5 00000000:0000 07 ${rest}
udp 11999: 0100007F:AEA2 0100007F:12B5 01 ${rest}
udp6   sl  local_address                         remote_address                        st tx_queue rx_queue
udp6  5414: ${zeros}:14E9 ${zeros}:0000 07 ${rest}
`;
  expect(parseListening(text)).toEqual([
    { protocol: 'tcp', port: 8080 },
    { protocol: 'tcp', port: 8443 },
    { protocol: 'udp', port: 4789 },
    { protocol: 'udp', port: 5353 },
  ]);
  expect(parseListening('')).toEqual([]);
});

test('the lines of a file that match a pattern, of a list that ends with zeros as well', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lines-'));
  const file = join(folder, 'environ');
  writeFileSync(file, 'ONE=a b\0TWO=c\0');
  try {
    expect(run(matchingLinesCommand(file, '^(ONE|TWO)='))).toBe('ONE=a b\nTWO=c\n');
    expect(run(matchingLinesCommand(file, '^THREE='))).toBe('');
    expect(() => run(matchingLinesCommand(`${file}s`, '.'))).toThrow();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('the output of a command', () => {
  const result = { exitCode: 0, stdout: 'a\nb', stderr: 'a warning', tookMs: 1 };

  test('is parsed, whatever is on standard error', () => {
    expect(parseOutput(result, 'the letters', lines)).toEqual(['a', 'b']);
  });

  test('is an error with its message where the command failed', () => {
    const failed = { ...result, exitCode: 1, stderr: "cat: can't open '/proc/net/route'\n" };
    expect(() => parseOutput(failed, 'the routes of nginx', lines)).toThrow(
      probeError("the routes of nginx cannot be read: cat: can't open '/proc/net/route'"),
    );
  });

  test('is an error with the exit code where it printed nothing', () => {
    const failed = { ...result, exitCode: 127, stderr: '\n' };
    expect(() => parseOutput(failed, 'the routes', lines)).toThrow(
      probeError('the routes cannot be read: exit code 127'),
    );
  });
});

// the kernel's own files, which only Linux has
(process.platform === 'linux' ? describe : describe.skip)('on this machine (Linux)', () => {
  test('the loopback interface is found, first and up', () => {
    const lo = { name: 'lo', index: 1, peerIndex: 1, up: true, mac: '00:00:00:00:00:00' };
    expect(parseInterfaces(run(interfacesCommand()))).toContainEqual(expect.objectContaining(lo));
  });

  test('the loopback address is found', () => {
    const found = parseLocalAddresses(run(localAddressesCommand));
    expect(found).toContain('127.0.0.1');
    expect(found.filter((address) => !isIPv4(address))).toEqual([]);
  });

  test('every route has an interface', () => {
    const addresses = parseRoutes(run(routesCommand)).flatMap(({ destination, gateway }) => [destination, gateway]);
    expect(addresses.filter((address) => !isIPv4(address))).toEqual([]);
  });

  test('a server and a bound UDP socket are found, a client is not', async () => {
    const [server, udp] = [createServer(), createSocket('udp4')];
    await once(server.listen(0, '127.0.0.1'), 'listening');
    await once(udp.bind(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const client = connect(port, '127.0.0.1');
    try {
      await once(client, 'connect');
      const found = parseListening(run(socketsCommand));
      expect(found).toContainEqual({ protocol: 'tcp', port });
      expect(found).toContainEqual({ protocol: 'udp', port: udp.address().port });
      expect(found).not.toContainEqual({ protocol: 'tcp', port: client.localPort });
    } finally {
      client.destroy();
      udp.close();
      server.close();
    }
  });

  test('interfaces are read from a given sysfs', () => {
    const sysfs = mkdtempSync(join(tmpdir(), 'devices-test-'));
    const device = (name: string, files: Record<string, string>): string => {
      const folder = join(sysfs, 'class', 'net', name);
      mkdirSync(folder, { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), `${text}\n`);
      return folder;
    };
    try {
      device('br0', { ifindex: '3', iflink: '3', flags: '0x1003', address: MAC, mtu: '1500' });
      const port = device('port1', { ifindex: '7', iflink: '6', flags: '0x1102', address: '', mtu: '1400' });
      symlinkSync('../br0', join(port, 'master'));
      device('going', { ifindex: '8' });
      device('gone', {});
      writeFileSync(join(sysfs, 'class', 'net', 'bonding_masters'), '\n');
      expect(parseInterfaces(run(interfacesCommand(sysfs)))).toEqual([
        { name: 'br0', index: 3, peerIndex: 3, up: true, master: undefined, mac: MAC, mtu: 1500 },
        { name: 'port1', index: 7, peerIndex: 6, up: false, master: 'br0', mac: 'none', mtu: 1400 },
      ]);
    } finally {
      rmSync(sysfs, { recursive: true });
    }
  });
});
