import { expect, test } from '@jest/globals';
import type Dockerode from 'dockerode';
import { withinRequestLimit, limitRequests } from './request-limit.ts';

type Answer = (error: unknown, answer?: unknown) => void;

/** An engine whose requests are answered by the test. */
function engineByHand() {
  const calls: { signal: AbortSignal; answer: Answer }[] = [];
  const dial = ({ abortSignal }: { abortSignal: AbortSignal }, answer: Answer): void => {
    calls.push({ signal: abortSignal, answer });
  };
  const engine = { modem: { dial } } as unknown as Dockerode;
  const send = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const modem = engine.modem as { dial(call: object, answer: Answer): void };
      modem.dial({ method: 'GET', path: '/info?' }, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  return { engine, calls, send };
}

test('an answer is returned, and its stream is not aborted later', async () => {
  const { engine, calls, send } = engineByHand();
  limitRequests(engine, 10);
  const sent = send();
  calls[0]?.answer(undefined, 'well');
  expect(await sent).toBe('well');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(calls[0]?.signal.aborted).toBe(false);
});

test('a request without an answer is aborted', async () => {
  const { engine, calls, send } = engineByHand();
  limitRequests(engine, 10);
  await expect(send()).rejects.toThrow('the engine did not answer GET /info in 0.01 s');
  expect(calls[0]?.signal.aborted).toBe(true);
});

test('a limit is set once', () => {
  const { engine } = engineByHand();
  limitRequests(engine, 10);
  const { dial } = engine.modem as unknown as { dial: unknown };
  limitRequests(engine, 10);
  expect((engine.modem as unknown as { dial: unknown }).dial).toBe(dial);
});

test('work that takes too long is an error', async () => {
  await expect(withinRequestLimit('what it is', new Promise(() => undefined), 10)).rejects.toThrow(
    'the engine did not answer what it is in 0.01 s',
  );
  expect(await withinRequestLimit('what it is', Promise.resolve(1), 10)).toBe(1);
});
