import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { getentCommand, readGetent } from './getent.ts';
import { ProbeError } from './outcome.ts';

const read = (exitCode: number, stdout: string, stderr = '') => readGetent({ exitCode, stdout, stderr, tookMs: 1 });

const GLIBC = '172.18.0.3      STREAM grafana\n172.18.0.3      DGRAM  \n172.18.0.3      RAW    \n';
const MUSL = 'fd00::3         STREAM grafana\n172.18.0.3      STREAM grafana\n';

describe('a name', () => {
  test('resolves to each of its addresses once, in the order of the system', () => {
    expect(read(0, GLIBC)).toEqual({ kind: 'resolved', addresses: ['172.18.0.3'] });
    expect(read(0, MUSL)).toEqual({ kind: 'resolved', addresses: ['fd00::3', '172.18.0.3'] });
    expect(read(0, '::ffff:10.0.0.1 STREAM a\n')).toMatchObject({ addresses: ['::ffff:10.0.0.1'] });
  });

  test('is not found', () => {
    expect(read(2, '')).toEqual({ kind: 'unresolved', reason: 'not found' });
  });

  test.each([124, 143])('gets no answer in time (exit code %i)', (exitCode) => {
    expect(read(exitCode, '')).toEqual({ kind: 'unresolved', reason: 'no answer' });
  });
});

describe('a lookup that could not be made is a probe error', () => {
  test.each([
    ['without getent', 127, '', "timeout: failed to run command 'getent': No such file or directory"],
    ['where getent knows no ahosts', 1, '', "Unknown database `ahosts'"],
    ['without an address', 0, '', ''],
    ['with text instead of an address', 0, '# unknown STREAM grafana\n', ''],
  ])('%s', (_, exitCode, stdout, stderr) => {
    expect(() => read(exitCode, stdout, stderr)).toThrow(ProbeError);
  });
});

test('the command resolves localhost here', () => {
  const [program = '', ...args] = getentCommand('localhost', 5000).words;
  const stdout = execFileSync(program, args, { encoding: 'utf8' });
  expect(readGetent({ exitCode: 0, stdout, stderr: '', tookMs: 1 })).toMatchObject({ kind: 'resolved' });
});
