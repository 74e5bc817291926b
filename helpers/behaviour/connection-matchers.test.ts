import { describe, expect as jestExpect, test } from '@jest/globals';
import type { Connections } from '../probe/connect.ts';
import type { ConnectionAnswer, ConnectionOutcome } from '../probe/outcome.ts';
import { judgeAll } from './judging.ts';
import { expect } from './reach-matchers.ts';

const db = { name: 'db', identity: 'shop-db-1' } as const;

function connections(answers: readonly ConnectionAnswer[], from = 'web', port = 5432): Connections {
  const outcomes = answers.map((answer): ConnectionOutcome => ({
    ...answer,
    from: { kind: 'container', name: from },
    target: db,
    port,
    request: { kind: 'connection', address: '172.18.0.3', port },
    tookMs: 1,
    evidence: { command: 'nc' },
  }));
  return { kind: 'connections', to: db, outcomes };
}

const opened = { kind: 'connected', by: 'shop-db-1' } as const;
const elsewhere = { kind: 'connected', by: undefined } as const;
const silent = { kind: 'timed out', limitMs: 3300 } as const;
const refused = { kind: 'refused' } as const;

const verdictOf = async (work: () => Promise<void>): Promise<string> => {
  const { failures, ended } = await judgeAll(work);
  if (ended) return 'error';
  return failures.length > 0 ? 'failed' : 'passed';
};

describe('connections are open', () => {
  test.each([
    ['where the container has each of them', [opened, opened], 'passed'],
    ['not where one is of another', [opened, elsewhere], 'failed'],
    ['not where one is refused', [opened, refused], 'failed'],
    ['not where none was tried', [], 'error'],
  ])('%s', async (_, answers, verdict) => {
    jestExpect(await verdictOf(() => expect(connections(answers)).toBeOpen())).toBe(verdict);
  });
});

describe('connections are closed', () => {
  const control = connections([opened], 'api');
  test.each([
    ['where each is silent or refused', [silent, refused], control, 'passed'],
    ['where the name does not resolve', [{ kind: 'unresolved', reason: 'not found' }], control, 'passed'],
    ['not where one is open', [silent, opened], control, 'failed'],
    ['not where another answers', [elsewhere], control, 'failed'],
    ['not without a control that is answered', [silent], connections([silent], 'api'), 'error'],
    ['not where another answers the control', [silent], connections([elsewhere], 'api'), 'error'],
    ['not beside a control to another port', [silent], connections([opened], 'api', 80), 'error'],
    ['not where none was tried', [], control, 'error'],
  ] as const)('%s', async (_, answers, to, verdict) => {
    jestExpect(await verdictOf(() => expect(connections(answers)).toBeClosed({ control: to }))).toBe(verdict);
  });
});

test('a page does not show whether a container of the user answered', async () => {
  const page = { kind: 'answered', status: 200, headers: {}, body: '', by: undefined, address: '172.18.0.3' } as const;
  const outcome = {
    ...page,
    from: { kind: 'container', name: 'web' },
    request: { kind: 'page', url: 'http://db' },
    tookMs: 1,
    evidence: { command: 'curl' },
  } as const;
  const { ended } = await judgeAll(() => expect(outcome).toBeAnsweredBy({ name: 'db', id: '1' } as never));
  jestExpect(String(ended?.error)).toContain('expect(from(…).connect(db, PORT)).toBeOpen()');
});
