import { describe, expect, it } from '@jest/globals';
import { readConnection } from './open-connection.ts';

const ended = { exitCode: 0, stdout: '', stderr: '', tookMs: 5 };

describe('the answer over an open connection', () => {
  it('has the identity of the server', () => {
    const stdout = 'HTTP/1.1 200 OK\r\nX-Container: dnc-1-2-web\r\nX-Client: 172.18.0.3\r\n\r\nhello';
    expect(readConnection({ ...ended, stdout }, '172.18.0.2')).toEqual({
      kind: 'answered',
      status: 200,
      headers: { 'x-container': 'dnc-1-2-web', 'x-client': '172.18.0.3' },
      body: 'hello',
      by: 'dnc-1-2-web',
      address: '172.18.0.2',
    });
  });

  it('is missing where the connection was cut, or where nothing came', () => {
    expect(readConnection(ended, '172.18.0.2')).toEqual({ kind: 'reset' });
    expect(readConnection({ ...ended, exitCode: 124 }, '172.18.0.2')).toMatchObject({ kind: 'timed out' });
  });

  it('is missing where no connection was opened', () => {
    const stderr = 'bash: connect: Connection refused\nbash: /dev/tcp/172.18.0.2/80: Connection refused\n';
    expect(readConnection({ ...ended, exitCode: 7, stderr }, '172.18.0.2')).toEqual({ kind: 'refused' });
    expect(() => readConnection({ ...ended, exitCode: 7, stderr: 'no bash' }, '172.18.0.2')).toThrow('no bash');
  });
});
