import { expect, test } from '@jest/globals';
import type { CommandResult } from '../probe/batch.ts';
import { sendAll } from './send.ts';
import { exampleStack } from './example.ts';
import type { Answer, Vantage, Request } from './requests.ts';

/** The ends of a connection from web to db, as the kernels of both have them. */
const AT_WEB = '020012AC:D431 030012AC:1538';
const AT_DB = '030012AC:1538 020012AC:D431';

const OPENED = `${AT_WEB}\n@ 100.00 100.00\n= 100.00 102.50\n`;

/** What comes of a request from web to db, where they print this. */
async function answerOf(atWeb: string, atDb: string): Promise<Answer | undefined> {
  const [web, db] = exampleStack().containers;
  if (!web || !db) throw new Error('the example has no web and db');
  const vantage = (container: typeof web, stdout: string): Vantage => ({
    party: container.service,
    container,
    run: async (): Promise<CommandResult> => ({ exitCode: 0, stdout, stderr: '', tookMs: 1 }),
  });
  const own = new Map([
    [web.id, vantage(web, atWeb)],
    [db.id, vantage(db, atDb)],
  ]);
  const request: Request = {
    from: own.get(web.id) as Vantage,
    to: 'db',
    target: db,
    subject: { kind: 'tcp', port: 5432 },
    door: 'own',
    at: '172.18.0.3',
    port: 5432,
  };
  const [exchange] = await sendAll([request], own, () => undefined);
  return exchange?.answer;
}

test('a connection that the target has is open', async () => {
  await expect(answerOf(OPENED, `${AT_DB}\n~ 101.00 101.10\n`)).resolves.toEqual({ kind: 'open' });
});

test('one that it does not have, though it looked in time, is somebody else’s', async () => {
  await expect(answerOf(OPENED, '~ 101.00 101.10\n')).resolves.toEqual({ kind: 'elsewhere' });
});

test.each([
  ['it looked too late', OPENED, '~ 103.00 103.10\n'],
  ['nobody knows how long it was open', OPENED.replace(/^=.*\n/m, ''), '~ 101.00 101.10\n'],
])('nothing is known of a connection where %s', async (_, atWeb, atDb) => {
  await expect(answerOf(atWeb, atDb)).resolves.toEqual({
    kind: 'error',
    because:
      'the sockets of example-db-1 were not read while the connection was open, so that nobody knows who answered: the machine is too busy',
  });
});
