import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import type { Container } from 'dockerode';
import { UntilServing } from './serving.ts';

const frame = (text: string): Buffer => {
  const head = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
};

/** A container whose log is this stream where it is followed, and `complete` afterwards. */
function waiting(limitMs: number, complete = Buffer.alloc(0)): { log: PassThrough; ready: Promise<void> } {
  const log = new PassThrough();
  const container = { logs: async ({ follow = false }) => (follow ? log : complete) } as unknown as Container;
  return { log, ready: new UntilServing(/start worker/, limitMs).waitUntilReady(container) };
}

test('a server is ready at its log line among other lines', async () => {
  const { log, ready } = waiting(1000);
  log.write(Buffer.concat([frame('start worker process 7\n'), frame('x'.repeat(50_000))]));
  await expect(ready).resolves.toBeUndefined();
  expect(log.destroyed).toBe(true);
});

test('the line may arrive in pieces and after a flood of empty lines', async () => {
  const { log, ready } = waiting(1000);
  for (let i = 0; i < 10; i++) log.write(Buffer.concat(Array.from({ length: 7000 }, () => frame('\n'))));
  log.write(frame('start wor'));
  log.write(frame('ker process 7\n'));
  await expect(ready).resolves.toBeUndefined();
});

test('a flood without the line times out with the end of the log in one sentence', async () => {
  const { log, ready } = waiting(100);
  const flood = setInterval(() => log.destroyed || log.write(frame('y\u001B[2J'.repeat(5000))), 1);
  const error: unknown = await ready.catch((thrown: unknown) => thrown);
  clearInterval(flood);
  expect((error as Error).message).toMatch(/^its server was not ready after 100 ms; the end of its log: /);
  expect((error as Error).message.length).toBeLessThan(400);
});

test('a program that exits is an error at once', async () => {
  const { log, ready } = waiting(1000);
  log.end(frame('cannot bind\n'));
  await expect(ready).rejects.toThrow('its program exited; the end of its log: cannot bind');
});

test('the log of a program that exited is read to its end', async () => {
  const { log, ready } = waiting(1000, Buffer.concat([frame('a warning\n'), frame('cannot bind\n')]));
  log.end(frame('a warning\n'));
  await expect(ready).rejects.toThrow('its program exited; the end of its log: a warning cannot bind');
});
