import { expect, test } from '@jest/globals';
import type { Command, CommandResult } from '../probe/batch.ts';
import { sendDatagrams } from './datagrams.ts';
import { exampleStack } from './example.ts';
import type { Vantage, Request } from './requests.ts';

/** How a target behaves that reads what it gets. */
interface Reading {
  /** Which of the senders' datagrams arrive. */
  readonly arrive: (turn: number) => boolean;
  /** How long its program takes to read, in seconds. */
  readonly lateBy?: number;
  /** Datagrams of others in each turn. */
  readonly others?: number;
}

const result = (stdout: string): CommandResult => ({ exitCode: 0, stdout, stderr: '', tookMs: 0 });

const [web, db, mail] = exampleStack().containers;

/** The answers to two senders of one target, whose kernel's clock is this process's. */
async function answersOf({ arrive, lateBy = 0.02, others = 0 }: Reading): Promise<string[]> {
  const sent: { readonly at: number; readonly count: number }[] = [];
  let turn = 0;
  const send = async ({ words }: Command): Promise<CommandResult> => {
    const [, , , , , number, when] = words;
    const from = Number(when) / 100;
    sent.push({ at: from + lateBy, count: (arrive(turn++ % 2) ? Number(number) : 0) + others });
    return result(`${from.toFixed(2)} ${(from + 0.05).toFixed(2)}\n`);
  };
  const count = async ({ words }: Command): Promise<CommandResult> => {
    await Promise.resolve();
    const start = performance.now() / 1000;
    const until = start + Number(words.at(-1)) / 100;
    const lines: string[] = [];
    for (let at = start; at < until; at += 0.02)
      lines.push(`${at.toFixed(2)} ${sent.reduce((sum, one) => sum + (one.at <= at ? one.count : 0), 0)}`);
    return result(`${lines.join('\n')}\n`);
  };
  const target: Vantage = { party: 'db', run: count };
  const request = (container: typeof web): Request => ({
    from: { party: container?.service ?? '', ...(container ? { container } : {}), run: send },
    to: 'db',
    ...(db ? { target: db } : {}),
    subject: { kind: 'udp', port: 53 },
    door: 'own',
    at: '172.18.0.2',
    port: 53,
  });
  const exchanges = await sendDatagrams([request(web), request(mail)], new Map([['db', target]]), {
    aheadMs: 0,
    execMs: 1,
  });
  return exchanges.map(({ answer }) => answer.kind);
}

test.each<[string, Reading, string[]]>([
  ['both arrive', { arrive: () => true }, ['open', 'open']],
  ['the second is dropped', { arrive: (turn) => turn === 0 }, ['open', 'not counted']],
  ['none arrives', { arrive: () => false }, ['not counted', 'not counted']],
  ['the program reads in the next turn', { arrive: (turn) => turn === 0, lateBy: 0.3 }, ['open', 'not counted']],
  ['others send as well', { arrive: () => true, others: 1 }, ['error', 'error']],
])('%s', async (_, reading, expected) => {
  expect(await answersOf(reading)).toEqual(expected);
});
