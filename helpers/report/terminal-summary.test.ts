import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { finding } from './example.ts';
import { chapterLines, summaryText } from './terminal-summary.ts';

const engine = { kind: 'docker', version: '26.1.5', options: [], source: 'embedded debian:trixie' } as const;

const printed = (...findings: Parameters<typeof summaryText>[0]) =>
  stripVTControlCharacters(summaryText(findings, engine)).split('\n');

test('each chapter has a line, in the order of the chapters', () => {
  const text = chapterLines([
    finding({ id: 'none.a' }),
    finding({ id: 'bridge.a' }),
    finding({ id: 'none.b', verdict: 'known-difference' }),
    finding({ id: 'none.c', verdict: 'failed' }),
  ]);
  expect(stripVTControlCharacters(text).split('\n')).toEqual(['bridge    1/1 ✓', 'none      1/3 ✓ · 1 ✕ · 1 ≠']);
});

test('a failure is printed in full, with the known difference to add', () => {
  const reason = 'from nginx: GET http://grafana:3000\nexpected: answered by grafana\nobserved: timed out';
  const broken = { request: 'from nginx: GET http://grafana:3000', observed: 'timed out' };
  const lines = printed(finding({ verdict: 'failed', reason, broken }));
  expect(lines.slice(2, 8)).toEqual([
    `✕ ${finding().sentence}  bridge.alias-resolves`,
    '    from nginx: GET http://grafana:3000',
    '    expected   answered by grafana',
    '    observed   timed out',
    '    run again  npm start -- --engine debian:trixie --behaviour bridge.alias-resolves',
    expect.stringMatching(/^ {4}If the engine is meant to do this, .* helpers\/behaviour\/differences\/bridge\.ts:$/),
  ]);
  expect(lines).toContain("        id: 'bridge.alias-resolves',");
});

test('what went wrong for one reason gives it once', () => {
  const broken = { verdict: 'error', reason: 'the scenario did not start' } as const;
  const lines = printed(finding({ id: 'bridge.a', ...broken }), finding({ id: 'bridge.b', ...broken }));
  expect(lines.filter((line) => line.includes('did not start'))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('! '))).toHaveLength(2);
});

test('known differences have a line each, and what is not supported here is grouped by need', () => {
  const difference = { instead: 'the proxy replies', dockerSpecific: false, evidence: 'https://example.org' };
  const reason = 'needs ipv6: IPv6 on the host; here, it is off. To have it shown, turn it on.';
  const lines = printed(
    finding({ id: 'publish.udp', verdict: 'known-difference', difference }),
    finding({ id: 'ipv6.a', verdict: 'unsupported', reason }),
    finding({ id: 'ipv6.b', verdict: 'unsupported', reason }),
  );
  expect(lines.slice(3)).toEqual([
    '≠ 1 known difference',
    '  publish.udp  the proxy replies',
    '',
    '○ 2 not supported here',
    '    2  ipv6  IPv6 on the host; here, it is off. To have it shown, turn it on.',
  ]);
});
