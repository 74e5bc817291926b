import { expect, test } from '@jest/globals';
import { TimedOut, withTimeout } from './timeout.ts';

const never = new Promise<never>(() => undefined);
const limit = { waitingFor: 'the engine to answer', limitMs: 10 };

test('the result of work that ends in time is returned', async () => {
  expect(await withTimeout(limit, Promise.resolve(1))).toBe(1);
});

test('the error of work that fails in time is thrown', async () => {
  await expect(withTimeout(limit, Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

test('work that does not end in time is an error that names what was waited for', async () => {
  const late = withTimeout(limit, never);
  await expect(late).rejects.toThrow(TimedOut);
  await expect(late).rejects.toThrow('timed out after 10 ms waiting for the engine to answer');
});

test("the error can be the caller's own", async () => {
  await expect(withTimeout(limit, never, () => new Error('no engine'))).rejects.toThrow('no engine');
});

test('a limit of seconds is printed in seconds', () => {
  expect(new TimedOut({ waitingFor: 'a page', limitMs: 1500 }).message).toBe(
    'timed out after 1.5 s waiting for a page',
  );
});
