import { describe, expect, test } from '@jest/globals';
import type { Output } from '../../scenario/steps.ts';
import { readOutput } from './read-output.ts';

const reading = {
  names: new Map([['172.18.0.2', 'web']]),
  prefix: 'repro-7-',
  namespace: 'net:[1]',
};

const read = (output: Output, stdout: string, stderr = '', exitCode = 0): string[] =>
  readOutput(output, { exitCode, stdout, stderr }, reading);

describe('what curl -v shows', () => {
  const head = '* Connected to web (172.18.0.2) port 80\n< HTTP/1.1 200 OK\r\n< X-Container: web\r\n< \r\n';
  const moved = '< HTTP/1.1 302 Found\r\n< Location: http://localhost:3000/grafana/login\r\n< \r\n';
  test.each([
    ['answered by web', head, 0],
    ['answered by grafana', moved, 0],
    ['answered by an unknown server', '< HTTP/1.1 200 OK\r\n< \r\n', 0],
    ['answered incompletely (the answer was cut off)', head, 18],
    ['timed out', 'curl: (28) Connection timed out after 1500 milliseconds', 28],
    ['unresolved', 'curl: (6) Could not resolve host: grafana', 6],
    ['unresolved', 'curl: (28) Resolving timed out after 10 ms', 28],
    ['refused', '* connect to 172.18.0.2 port 80 failed: Connection refused', 7],
    ['unreachable (no route)', '* Immediate connect fail for 172.18.0.2: Network is unreachable', 7],
    ['reset', '', 56],
  ])('%s', (line, stderr, exitCode) => {
    expect(read('page', '', stderr, exitCode)).toEqual([line]);
  });

  test('the trace of the shell is none of it', () => {
    expect(read('page', '', `+ docker exec web curl\n${head}`)).toEqual(['answered by web']);
  });

  test('a program that could not be run shows nothing', () => {
    expect(() => read('page', '', 'curl: not found', 127)).toThrow(/127/);
  });
});

describe('what nslookup shows', () => {
  const server = 'Server:\t\t127.0.0.11\nAddress:\t127.0.0.11:53\n\n';
  const cannot = "** server can't find a: NXDOMAIN\n";
  test.each([
    [['resolved to 172.18.0.2'], `${server}Non-authoritative answer:\nName:\tweb\nAddress: 172.18.0.2\n`, 0],
    [
      ['resolved to 10.0.0.3', 'resolved to 10.0.0.2'],
      `${server}Name:\ta\nAddress: 10.0.0.3\nName:\ta\nAddress: 10.0.0.2\n`,
      0,
    ],
    [['resolved to pointer.test'], `${server}2.0.0.10.in-addr.arpa\tname = pointer.test\n`, 0],
    [['unresolved (NXDOMAIN)'], `${server}${cannot}`, 1],
    [['unresolved (NODATA)'], server, 0],
    [['unresolved (no answer)'], ';; connection timed out; no servers could be reached\n', 1],
  ])('%j', (lines, stdout, exitCode) => {
    expect(read('name', stdout, '', exitCode)).toEqual(lines);
  });
});

describe('what getent shows', () => {
  test.each([
    [['resolved to 172.18.0.2'], '172.18.0.2      STREAM web\n172.18.0.2      DGRAM  \n', 0],
    [['unresolved'], '', 2],
    [['unresolved'], '', 124],
  ])('%j', (lines, stdout, exitCode) => {
    expect(read('system name', stdout, '', exitCode)).toEqual(lines);
  });

  test('without getent, nothing', () => {
    expect(() => read('system name', '', 'getent: not found', 127)).toThrow(/127/);
  });
});

describe('what is inspected', () => {
  const settings = { Networks: { bridge: {} }, Ports: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '1' }] } };
  test.each<[Output, string, string[]]>([
    ['container', JSON.stringify(settings), ['on bridge', '80/tcp bound on 127.0.0.1']],
    [
      'network',
      '[{"Driver":"bridge","Scope":"local","Internal":true}]',
      ['driver bridge', 'scope local', 'internal true'],
    ],
    [
      'interfaces',
      '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536\n2: eth0@if7: <BROADCAST,UP> mtu\n3: tunl0: <NOARP> mtu\n4: veth1@if2: <UP> mtu\n',
      ['lo', 'eth0'],
    ],
    [
      'own addresses',
      '1: lo    inet 127.0.0.1/8 scope host lo\n2: eth0    inet 172.18.0.2/16 brd x\n',
      ['has 127.0.0.1', 'has 172.18.0.2'],
    ],
    [
      'host addresses',
      '3: docker0    inet 172.17.0.1/16 brd x\n4: br-1    inet 172.18.0.1/16\n5: eth0    inet 10.0.0.2/8\n',
      ['10.0.0.2 on eth0'],
    ],
    [
      'routes',
      'default via 172.17.0.1 dev eth0 \n172.17.0.0/16 dev eth0 scope link src 172.17.0.2 \n',
      ['default by eth0', 'a subnet by eth0'],
    ],
    [
      'sockets',
      'tcp        0      0 :::80    :::*   LISTEN\nudp   0  0 0.0.0.0:53   0.0.0.0:*\ntcp  0 0 0.0.0.0:32768 0.0.0.0:* LISTEN\n',
      ['tcp 80', 'udp 53'],
    ],
    ['namespace', 'net:[1]\n', ["this host's"]],
    ['namespace', 'net:[2]\n', ['its own']],
    [
      'networks',
      'bridge bridge local\nrepro-7-net bridge local\nother bridge local\n',
      ['bridge bridge local', 'repro-7-net bridge local'],
    ],
    [
      'counters',
      'counter kind0 {\n packets 3 bytes 9\n}\ncounter kind1 {\n packets 0 bytes 0\n}\n',
      ['kind0 came in', 'kind1 none'],
    ],
    ['text', '65536\n', ['65536']],
  ])('%s', (output, stdout, lines) => {
    expect(read(output, stdout)).toEqual(lines);
  });
});
