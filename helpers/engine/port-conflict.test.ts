import { expect, test } from '@jest/globals';
import { portTakenIn, retryOnPortConflict } from './port-conflict.ts';

/** As Docker Engine 20.10 says it. */
const taken = new Error(
  'driver failed programming external connectivity: Error starting userland proxy: listen tcp4 0.0.0.0:32777: bind: address already in use',
);

test('a start is repeated while the ports that the engine chose are in use', async () => {
  const answers = [taken, taken];
  const start = async (): Promise<string> => {
    const error = answers.shift();
    if (error) throw error;
    return 'running';
  };
  await expect(retryOnPortConflict(start)).resolves.toEqual({ started: 'running', starts: 3 });
});

test('any other error is thrown at once', async () => {
  let starts = 0;
  const start = async (): Promise<never> => {
    starts += 1;
    throw new Error('no such image');
  };
  await expect(retryOnPortConflict(start)).rejects.toThrow('no such image');
  expect(starts).toBe(1);
});

test.each([
  [taken.message, 32_777],
  ['driver failed programming external connectivity: Bind for 0.0.0.0:8080 failed: port is already allocated', 8080],
  ['failed to bind host port for [::]:8443:172.18.0.2:443/tcp: address already in use', 8443],
  ['failed to bind host port 127.0.0.1:53/udp: address already in use', 53],
  ['listen tcp :80: bind: permission denied', undefined],
])('the port that is in use is read from %s', (error, port) => {
  expect(portTakenIn(error)).toBe(port);
});
