import { describe, expect, test } from '@jest/globals';
import { craftedDatagramWords, datagramCommand, readDatagram, readSpoofedDatagram } from './datagram.ts';
import { ProbeError } from './outcome.ts';

const LIMIT_MS = 1000;

const ended = (exitCode: number, stdout = '', stderr = '') => ({ exitCode, stdout, stderr, tookMs: 1 });

test('the command has the limit in seconds, the address and the port as separate words', () => {
  expect(datagramCommand('172.18.0.2', 5353, 1500).words.slice(4)).toEqual(['1.5', '172.18.0.2', '5353']);
});

test('a datagram with the address of another container has no gateway, and one past the routes ends with it', () => {
  const datagram = { source: '172.18.0.3', address: '192.0.2.9', port: 5353 };
  expect(craftedDatagramWords(datagram, 1500)).toEqual(['172.18.0.3', '192.0.2.9', '5353', '1500']);
  expect(craftedDatagramWords({ ...datagram, gateway: '172.18.0.1' }, 1500).at(-1)).toBe('172.18.0.1');
});

describe('the outcome of a datagram', () => {
  test.each([
    [
      ended(0, 'dnc-1a2b3c-4d5e-nginx 172.18.0.3'),
      { kind: 'echoed', by: 'dnc-1a2b3c-4d5e-nginx', client: '172.18.0.3' },
    ],
    [ended(0, 'an answer of another server'), { kind: 'echoed', by: undefined, client: undefined }],
    [ended(124), { kind: 'timed out', limitMs: LIMIT_MS }],
    [ended(143, '', 'Terminated'), { kind: 'timed out', limitMs: LIMIT_MS }],
    [ended(1, '', "dd: error reading 'standard input': Connection refused"), { kind: 'refused' }],
    [ended(1, '', 'bash: connect: Network is unreachable'), { kind: 'unreachable', what: 'network' }],
    [ended(1, '', 'bash: connect: No route to host'), { kind: 'unreachable', what: 'host' }],
    // musl
    [ended(1, '', 'bash: connect: Network unreachable'), { kind: 'unreachable', what: 'network' }],
    [ended(1, '', 'bash: connect: Host is unreachable'), { kind: 'unreachable', what: 'host' }],
    [ended(1, '', 'bash: connect: Permission denied'), { kind: 'unreachable', what: 'prohibited' }],
    [ended(1, '', 'dash: printf: write error: Operation not permitted'), { kind: 'unreachable', what: 'prohibited' }],
  ])('%j', (result, outcome) => {
    expect(readDatagram(result, LIMIT_MS)).toEqual(outcome);
  });

  test.each([
    ended(127, '', "timeout: failed to run command 'bash': No such file or directory"),
    ended(126, '', "timeout: failed to run command 'bash': Permission denied"),
  ])('is not known where bash cannot be run: %j', (result) => {
    expect(() => readDatagram(result, LIMIT_MS)).toThrow(ProbeError);
  });
});

describe('the outcome of a spoofed datagram', () => {
  test.each([
    [ended(0, 'answered dnc-1-2-server 172.18.0.3\n'), { kind: 'echoed', by: 'dnc-1-2-server', client: '172.18.0.3' }],
    [ended(0, 'timed out\n'), { kind: 'timed out', limitMs: LIMIT_MS }],
    [ended(0, 'forbidden\n'), { kind: 'forbidden' }],
  ])('%j', (result, outcome) => {
    expect(readSpoofedDatagram(result, LIMIT_MS)).toEqual(outcome);
  });

  test.each([
    ended(127, '', 'sh: perl: not found'),
    ended(0, ''),
    ended(2, 'timed out\n'),
    ended(255, '', '172.18.0.1 sent no ARP reply, and nothing was sent to it'),
  ])('is a probe error where it could not be sent: %j', (result) => {
    expect(() => readSpoofedDatagram(result, LIMIT_MS)).toThrow(ProbeError);
  });
});
