import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { onPath } from '../engine/on-path.ts';
import { getentCommand, readGetent, readGetentSeries } from './getent.ts';
import { ProbeError } from './outcome.ts';

const read = (exitCode: number, stdout: string, stderr = '') => readGetent({ exitCode, stdout, stderr });

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

/** Too long for a DNS query: no DNS server that answers every name gets a query. */
const UNKNOWN = 'x'.repeat(64);

const NAMES = ['localhost', UNKNOWN, '127.0.0.1'];

const series = (stdout: string, names: readonly string[]) =>
  readGetentSeries({ exitCode: 0, stdout, stderr: 'getent: not found', tookMs: 1 }, names);

describe('several names', () => {
  const printed = `@ 1764000000,250000\n${GLIBC}= 0 1764000000.255000\n@ 1\n= 2 3\n`;

  test('have an answer each, with its exit code and time', () => {
    expect(series(printed, ['grafana', 'nobody'])).toEqual([
      { kind: 'resolved', addresses: ['172.18.0.3'], exitCode: 0, tookMs: 5 },
      { kind: 'unresolved', reason: 'not found', exitCode: 2, tookMs: 2000 },
    ]);
  });

  test('have no time where bash has no clock', () => {
    expect(series(`@ \n${GLIBC}= 0 \n`, ['grafana'])).toEqual([
      { kind: 'resolved', addresses: ['172.18.0.3'], exitCode: 0 },
    ]);
  });

  test('of which one was not looked up are a probe error', () => {
    expect(() => series(printed, ['grafana', 'nobody', 'nginx'])).toThrow(/3 names: getent: not found/);
    expect(() => series('', ['grafana'])).toThrow(ProbeError);
  });
});

const able = ['bash', 'timeout', 'getent'].every(onPath);

(able ? test : test.skip)('the command looks up names here', () => {
  const [program = '', ...args] = getentCommand(NAMES, 5000).words;
  const found = series(execFileSync(program, args, { encoding: 'utf8' }), NAMES);
  expect(found.map(({ kind }) => kind)).toEqual(['resolved', 'unresolved', 'resolved']);
});
