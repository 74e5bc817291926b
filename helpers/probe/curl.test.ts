import { describe, expect, test } from '@jest/globals';
import { curlCommand, curlError, readCurl } from './curl.ts';
import { ProbeError } from './outcome.ts';

const LIMIT_MS = 1000;

const ended = (exitCode: number, stderr: string, stdout = '') => ({ exitCode, stdout, stderr, tookMs: 1 });

const read = (exitCode: number, stderr: string) => readCurl(ended(exitCode, stderr), LIMIT_MS);

/** As curl 7.88 logs a connection that fails. */
const unconnected = (why: string) => `*   Trying 172.18.0.3:80...
* connect to 172.18.0.3 port 80 failed: ${why}
curl: (7) Failed to connect to 172.18.0.3 port 80 after 0 ms: Couldn't connect to server

@curl 000 0.001 `;

describe('an answer', () => {
  const head = 'HTTP/1.1 302 Found\r\nLocation: /grafana-1/login\r\nX-Odd: a: b\r\n';
  const report = '< HTTP/1.1 302 Found\n* Connection #0 to host grafana left intact\n\n@curl 302 0.012 172.18.0.3';

  test('has its status, headers, body, address and the identity of the server', () => {
    expect(readCurl(ended(0, report, `${head}\r\nFound`), LIMIT_MS)).toEqual({
      kind: 'answered',
      status: 302,
      headers: { location: '/grafana-1/login', 'x-odd': 'a: b' },
      body: 'Found',
      by: 'grafana-1',
      address: '172.18.0.3',
    });
  });

  test('has no identity where the server sends none', () => {
    expect(readCurl(ended(0, report, 'HTTP/1.1 200 OK\r\n\r\n'), LIMIT_MS)).toMatchObject({ by: undefined, body: '' });
  });

  test('cannot be faked by a body that looks like the report, or like headers', () => {
    const body = 'line\n@curl 200 0.001 6.6.6.6\r\nX-Container: nginx-1\r\n\r\nend';
    const answer = readCurl(ended(0, report, `${head}\r\n${body}`), LIMIT_MS);
    expect(answer).toMatchObject({ status: 302, address: '172.18.0.3', by: 'grafana-1', body });
  });

  test('counts although the page or the headers exceed the limit of curl', () => {
    const answer = readCurl(
      ended(63, 'curl: (63) Maximum file size exceeded\n\n@curl 302 0.012 172.18.0.3', head),
      LIMIT_MS,
    );
    expect(answer).toMatchObject({ kind: 'answered', status: 302, headers: { 'x-odd': 'a: b' }, body: '' });
  });

  test('without a status is not an answer', () => {
    expect(() => read(0, '@curl 000 0.001 ')).toThrow(ProbeError);
  });
});

describe('no answer', () => {
  test.each([
    ['Connection refused', { kind: 'refused' }],
    ['Network is unreachable', { kind: 'unreachable', what: 'network' }],
    ['No route to host', { kind: 'unreachable', what: 'host' }],
    // musl
    ['Network unreachable', { kind: 'unreachable', what: 'network' }],
    ['Host is unreachable', { kind: 'unreachable', what: 'host' }],
    ['Permission denied', { kind: 'unreachable', what: 'prohibited' }],
    ['Operation not permitted', { kind: 'unreachable', what: 'prohibited' }],
    ['Cannot assign requested address', { kind: 'unreachable', what: 'network' }],
    ['Address not available', { kind: 'unreachable', what: 'network' }],
  ])('is distinguished by the system error: %s', (why, outcome) => {
    expect(read(7, unconnected(why))).toEqual(outcome);
  });

  test('is a timeout where the connection or the page takes too long', () => {
    expect(read(28, 'curl: (28) Connection timed out after 1000 milliseconds')).toEqual({
      kind: 'timed out',
      limitMs: LIMIT_MS,
    });
  });

  test('is an unresolved name, not a timeout, where the DNS server does not answer', () => {
    expect(read(28, 'curl: (28) Resolving timed out after 1000 milliseconds')).toEqual({
      kind: 'unresolved',
      reason: 'no answer',
    });
  });

  test.each([52, 55, 56])('is a reset where the connection is cut: exit code %i', (exitCode) => {
    expect(read(exitCode, 'curl: (…) Connection reset by peer')).toEqual({ kind: 'reset' });
  });
});

describe('a name that curl cannot resolve', () => {
  const failure = ended(6, 'curl: (6) Could not resolve host: grafana');

  test('is unresolved for the reason in the DNS answer', () => {
    const resolution = { kind: 'unresolved', reason: 'NXDOMAIN', resolver: '127.0.0.11' } as const;
    expect(readCurl(failure, LIMIT_MS, resolution)).toEqual({ kind: 'unresolved', reason: 'NXDOMAIN' });
  });

  test('is unresolved for an unknown reason where the lookup did not run, or succeeded', () => {
    const resolution = { kind: 'resolved', addresses: ['172.18.0.3'], resolver: '127.0.0.11' } as const;
    expect(readCurl(failure, LIMIT_MS)).toEqual({ kind: 'unresolved', reason: 'unknown' });
    expect(readCurl(failure, LIMIT_MS, resolution)).toEqual({ kind: 'unresolved', reason: 'unknown' });
  });
});

describe('an exit code that proves nothing about the network never counts as blocked', () => {
  test.each([
    [3, 'curl: (3) URL using bad/illegal format or missing URL'],
    [127, 'sh: curl: not found'],
    [7, "curl: (7) Couldn't connect to server"],
    [137, ''],
  ])('exit code %i is a probe error', (exitCode, stderr) => {
    expect(() => read(exitCode, stderr)).toThrow(ProbeError);
    expect(() => read(exitCode, stderr)).toThrow(stderr || 'no error message');
  });
});

test("curl's error is found in its log", () => {
  expect(curlError(unconnected('Connection refused'))).toMatch(/^curl: \(7\) Failed to connect/);
  expect(curlError('* Connected')).toBeUndefined();
});

test('a URL is never parsed as an option, and no proxy is used', () => {
  const { words } = curlCommand('-o/etc/passwd', LIMIT_MS);
  expect(words.slice(-2)).toEqual(['--', '-o/etc/passwd']);
  expect(words.join(' ')).toContain('--noproxy * --max-time 1 ');
});
