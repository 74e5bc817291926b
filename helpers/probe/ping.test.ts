import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { onPath } from '../engine/on-path.ts';
import { mayPing } from './may-ping.ts';
import { ProbeError } from './outcome.ts';
import { hexadecimalOf, pingCommand, readPing } from './ping.ts';

const LIMIT_MS = 1000;

const read = (exitCode: number, stdout: string, stderr = '') =>
  readPing({ exitCode, stdout, stderr, tookMs: 1 }, LIMIT_MS);

// the program reads /proc/uptime, and not every user may ping
const able = process.platform === 'linux' && (onPath('perl') || onPath('ping')) && mayPing();

(able ? test : test.skip)('the program gets a reply from the loopback address', () => {
  const [program = '', ...args] = pingCommand('127.0.0.1', LIMIT_MS).words;
  const printed = execFileSync(program, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  expect(read(0, printed)).toEqual({ kind: 'replied' });
});

describe('the outcome of a ping', () => {
  test.each([
    ['answered', { kind: 'replied' }],
    ['timed out', { kind: 'timed out', limitMs: LIMIT_MS }],
    ['failed No route to host', { kind: 'unreachable', what: 'host' }],
    ['failed Network is unreachable', { kind: 'unreachable', what: 'network' }],
    ['failed Operation not permitted', { kind: 'unreachable', what: 'prohibited' }],
  ])('%s', (printed, outcome) => {
    expect(read(0, `${printed}\n`)).toEqual(outcome);
  });

  test.each([
    [2, '', 'no socket for ping: Operation not permitted'],
    [127, '', 'sh: ping: not found'],
    [0, 'failed Message too long\n', ''],
    [0, '', ''],
  ])('exit code %d and "%s" is an error of the probe', (exitCode, stdout, stderr) => {
    expect(() => read(exitCode, stdout, stderr)).toThrow(ProbeError);
  });
});

test.each([
  ['172.18.0.2', 'ac120002'],
  ['::1', '00000000000000000000000000000001'],
  ['fd00:1::2:3', 'fd000001000000000000000000020003'],
  ['fd12:3456:789a:1:0:0:0:2', 'fd123456789a00010000000000000002'],
  ['fe80::', 'fe800000000000000000000000000000'],
])('%s in hexadecimal digits', (address, digits) => {
  expect(hexadecimalOf(address)).toBe(digits);
});
