import { describe, expect as jestExpect, test } from '@jest/globals';
import type { DatagramOutcome, PageOutcome } from '../probe/outcome.ts';
import type { Reach } from '../probe/reach.ts';
import type { Way } from '../probe/request.ts';
import { expect } from './reach-matchers.ts';

const server = { name: 'server', identity: 'dnc-1-1-server' };
const from = { kind: 'container', name: 'client' } as const;
const evidence = { command: 'curl' };

function page(answers: boolean): PageOutcome {
  const sent = { from, request: { kind: 'page', url: 'http://172.18.0.2' }, tookMs: 1, evidence } as const;
  if (!answers) return { ...sent, kind: 'timed out', limitMs: 1500 };
  return { ...sent, kind: 'answered', status: 200, headers: {}, body: '', by: server.identity, address: '172.18.0.2' };
}

function datagram(answers: boolean, kind: 'datagram' | 'ping'): DatagramOutcome {
  const request = kind === 'ping' ? { kind, address: '172.18.0.2' } : { kind, address: '172.18.0.2', port: 32_100 };
  const sent = { from, request, tookMs: 1, evidence } as const;
  return answers
    ? { ...sent, kind: 'echoed', by: server.identity, client: undefined }
    : { ...sent, kind: 'timed out', limitMs: 1500 };
}

/** A table in which these ways are open. */
function table(...open: readonly Way[]): Reach {
  const is = (way: Way): boolean => open.includes(way);
  const outcomes = new Map<Way, PageOutcome | DatagramOutcome>([
    ['TCP', page(is('TCP'))],
    ['other TCP', page(is('other TCP'))],
    ['UDP', datagram(is('UDP'), 'datagram')],
    ['ping', datagram(is('ping'), 'ping')],
  ]);
  return { kind: 'reach', to: server, outcomes };
}

const open = table('TCP', 'other TCP', 'UDP', 'ping');
const closed = table();

describe('a table of ways', () => {
  test('is open if every way is', async () => {
    await expect(open).toBeOpen();
    await jestExpect(expect(table('TCP', 'other TCP', 'UDP')).toBeOpen()).rejects.toThrow('ping 172.18.0.2');
  });

  test('is closed if every way is, and each is open elsewhere', async () => {
    await expect(closed).toBeClosed({ control: open });
    await jestExpect(expect(table('UDP')).toBeClosed({ control: open })).rejects.toThrow('datagram to 172.18.0.2');
  });

  test('may be open by some ways only', async () => {
    await expect(table('TCP', 'ping')).toBeOpenOnlyBy(['TCP', 'ping'], { control: open });
    await jestExpect(expect(open).toBeOpenOnlyBy(['TCP', 'ping'], { control: open })).rejects.toThrow('no answer');
    await jestExpect(expect(table('TCP')).toBeOpenOnlyBy(['TCP', 'ping'], { control: open })).rejects.toThrow('ping');
  });

  test('proves nothing where a way is closed elsewhere, or where the control is of another server', async () => {
    const lessOpen = table('TCP', 'other TCP', 'UDP');
    await jestExpect(expect(closed).toBeClosed({ control: lessOpen })).rejects.toThrow('the control failed');
    const another = { ...open, to: { name: 'another', identity: 'dnc-1-1-another' } };
    await jestExpect(expect(closed).toBeClosed({ control: another })).rejects.toThrow('another server');
  });
});

/** Never called: the compiler refuses each of them. */
const unchecked = (): void => {
  // @ts-expect-error a datagram is no control of a page
  void expect(page(false)).toBeBlocked({ control: datagram(true, 'datagram'), answeredBy: server });
  // @ts-expect-error a page is no control of a table of ways
  void expect(closed).toBeClosed({ control: page(true) });
  // @ts-expect-error no control
  void expect(closed).toBeClosed();
};

test('a negative without a control of the same way does not compile', () => {
  jestExpect(unchecked).toBeInstanceOf(Function);
});
