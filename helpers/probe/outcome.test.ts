import { expect, test } from '@jest/globals';
import { type Outcome, type PageAnswer, type Resolution, describeOutcome } from './outcome.ts';

const sent = {
  from: { kind: 'container', name: 'nginx' },
  request: { kind: 'page', url: 'http://grafana:3000' },
  tookMs: 3,
  evidence: { command: 'curl http://grafana:3000' },
} as const;

const describeAnswer = (answer: PageAnswer | Resolution) => describeOutcome({ ...answer, ...sent });

const answered = {
  kind: 'answered',
  status: 302,
  headers: {},
  body: '',
  by: 'grafana-1',
  address: '172.18.0.3',
} as const;

test.each<[PageAnswer | Resolution, string]>([
  [answered, 'answered with 302 by grafana-1 at 172.18.0.3'],
  [
    { ...answered, kind: 'unfinished', why: 'timed out' },
    'answered incompletely with 302 by grafana-1 at 172.18.0.3: the answer did not end in time',
  ],
  [
    { ...answered, kind: 'unfinished', why: 'cut' },
    'answered incompletely with 302 by grafana-1 at 172.18.0.3: the answer was cut off',
  ],
  [{ ...answered, by: undefined }, 'answered with 302 by an unknown server at 172.18.0.3'],
  [
    { kind: 'resolved', addresses: ['172.18.0.3', '172.18.0.4'], resolver: '127.0.0.11' },
    'resolved to 172.18.0.3, 172.18.0.4 by 127.0.0.11',
  ],
  [{ kind: 'unresolved', reason: 'NXDOMAIN', resolver: '127.0.0.11' }, 'unresolved (NXDOMAIN from 127.0.0.11)'],
  [{ kind: 'unresolved', reason: 'unknown' }, 'unresolved (unknown)'],
  [
    { kind: 'named', names: ['web.net', 'www.net'], resolver: '127.0.0.11' },
    'resolved to web.net, www.net by 127.0.0.11',
  ],
  [{ kind: 'truncated', resolver: '127.0.0.11' }, 'truncated by 127.0.0.11'],
  [{ kind: 'timed out', limitMs: 1000 }, 'timed out after 1000 ms'],
  [{ kind: 'unreachable', what: 'network' }, 'unreachable (no route)'],
  [{ kind: 'unreachable', what: 'host' }, 'unreachable (no host at that address)'],
  [{ kind: 'refused' }, 'refused'],
  [{ kind: 'reset' }, 'reset'],
])('%j is described as "%s"', (answer, words) => {
  expect(describeAnswer(answer)).toBe(words);
});

test('a page whose name is unresolved is described with the resolver in its evidence', () => {
  const resolution = { kind: 'unresolved', reason: 'REFUSED', resolver: '10.0.0.1' } as const;
  const outcome: Outcome = {
    kind: 'unresolved',
    reason: 'REFUSED',
    ...sent,
    evidence: { ...sent.evidence, resolution },
  };
  expect(describeOutcome(outcome)).toBe('unresolved (REFUSED from 10.0.0.1)');
});
