import { expect, test } from '@jest/globals';
import { type HostOutcome, countsText, hostsMarkdown, outcomeLines } from './report.ts';

const host: HostOutcome = {
  name: 'mtu',
  engine: 'debian:trixie',
  group: 'daemon',
  description: 'daemon.json is {"mtu":1400}',
  outcome: 'failed',
  exitCode: 1,
  seconds: 51.4,
  counts: { failed: 1, passed: 101 },
  deviations: [
    {
      id: 'names.one',
      plain: 'passed',
      verdict: 'failed',
      reason: 'from web: A db\nexpected: NXDOMAIN\nobserved: SERVFAIL\nevidence: dig',
      brief: 'from web: A db: SERVFAIL',
    },
    { id: 'names.two', plain: 'passed', verdict: 'unsupported', why: 'as it should be' },
  ],
};

test('a host is one line, and one for each unexpected verdict', () => {
  expect(outcomeLines(host)).toBe(
    '✕ mtu on debian:trixie: exit 1; 101 passed, 1 failed; 51 s\n    names.one: passed -> failed (from web: A db: SERVFAIL)',
  );
});

test('a host that is left out has the reason', () => {
  const { name, engine, group, description } = host;
  const outcome = {
    name,
    engine,
    group,
    description,
    outcome: 'left out',
    because: 'no library',
    deviations: [],
  } as const;
  expect(outcomeLines(outcome)).toBe('○ mtu on debian:trixie: no library');
  expect(hostsMarkdown([outcome])).toContain('| daemon | mtu | debian:trixie | left out: no library |');
});

test('the table has every host, and below it the unexpected verdicts', () => {
  const table = hostsMarkdown([host]);
  expect(table).toContain('| daemon | mtu | debian:trixie | failed | 1 | 101 | 0 | 0 | 1 | 0 | 0 | 1 | 1 | 51 |');
  expect(table).toContain('## mtu on debian:trixie');
  expect(table).toContain('- names.one: passed -> failed (from web: A db: SERVFAIL)');
  expect(table).not.toContain('names.two');
});

test('the most frequent verdict is first', () => {
  expect(countsText({ failed: 1, passed: 3 })).toBe('3 passed, 1 failed');
});
