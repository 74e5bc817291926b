import { expect, test } from '@jest/globals';
import { command, endCommands } from './command.ts';

const failing = (output: string) => command('sh', ['-c', 'echo "$1" >&2; exit 1', 'sh', output]);

test('a program gives its standard output', async () => {
  await expect(command('printf', ['%s', 'a b'])).resolves.toBe('a b');
});

test.each([
  [
    'the cause that apt names',
    'E: Failed to fetch x  Could not connect to 127.0.0.1:9\nE: mmdebstrap failed to run',
    'Could not connect',
  ],
  ['the first error', 'I: running\nE: the first\nE: the last', 'E: the first'],
  ['the last line where none is an error', 'one\ntwo', 'two'],
])('the error of a failed program is %s', async (_, output, message) => {
  await expect(failing(output)).rejects.toThrow(message);
});

test('a full disk is recognized', async () => {
  await expect(failing('tar: x: Cannot write: No space left on device')).rejects.toMatchObject({ diskFull: true });
  await expect(failing('E: something else')).rejects.toMatchObject({ diskFull: false });
});

test('a missing program is an error with a reason', async () => {
  await expect(command('no-such-program-anywhere', [])).rejects.toThrow('ENOENT');
});

test('an interruption ends the programs that run', async () => {
  const sleeping = command('sleep', ['30']);
  endCommands();
  await expect(sleeping).rejects.toThrow('sleep');
});
