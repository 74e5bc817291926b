import { describe, expect, test } from '@jest/globals';
import { readUnfragmented } from './unfragmented.ts';

const printed = (stdout: string, exitCode = 0) => ({
  exitCode,
  stdout,
  stderr: 'no socket: Permission denied\n',
  tookMs: 1,
});

describe('a packet that must not be fragmented', () => {
  test('is answered by a server with an identity', () => {
    expect(readUnfragmented(printed('answered dnc-1a-2b-server 172.18.0.3\n'))).toEqual({
      kind: 'answered',
      by: 'dnc-1a-2b-server',
    });
    expect(readUnfragmented(printed('answered hello\n'))).toEqual({ kind: 'answered', by: undefined });
  });

  test.each(['too long', 'timed out'])('is %s', (kind) => {
    expect(readUnfragmented(printed(`${kind}\n`))).toEqual({ kind });
  });

  test('fails for another reason', () => {
    expect(readUnfragmented(printed('failed Network is unreachable\n'))).toEqual({ kind: 'failed' });
  });

  test('is an error where the program fails, or prints something else', () => {
    expect(() => readUnfragmented(printed('', 1))).toThrow('no socket: Permission denied');
    expect(() => readUnfragmented(printed('hello\n'))).toThrow('no unfragmented datagram could be sent');
  });
});
