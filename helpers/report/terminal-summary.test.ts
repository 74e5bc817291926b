import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { failureOf, finding } from './example.ts';
import { chapterLines, summaryText } from './terminal-summary.ts';

const engine = { kind: 'docker', version: '26.1.5', options: [], suite: 'debian:trixie' } as const;

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
  const lines = printed(finding({ verdict: 'failed', failures: [failureOf('http://grafana:3000')] }));
  expect(lines.slice(2, 9)).toEqual([
    `✕ ${finding().sentence}  bridge.alias-resolves`,
    '    from nginx: GET http://grafana:3000',
    '    expected   refused',
    '    observed   timed out after 1000 ms',
    '    evidence   curl http://grafana:3000 (1003 ms)',
    '    run again  npm start -- --engine debian:trixie --behaviour bridge.alias-resolves',
    expect.stringMatching(/^ {4}If the engine is meant to do this, .* helpers\/behaviour\/differences\/bridge\.ts:$/),
  ]);
  expect(lines).toContain("        id: 'bridge.alias-resolves',");
});

test('the package, which has no table of known differences to edit, prints no entry for it', () => {
  const failed = finding({ verdict: 'failed', failures: [failureOf('http://grafana:3000')] });
  const text = stripVTControlCharacters(summaryText([failed], engine, undefined, true));
  expect(text).toContain('run again');
  expect(text).not.toContain('known difference');
});

test('behaviours that failed for the same reason have it once', () => {
  const broken = { verdict: 'error', explanation: 'the scenario did not start' } as const;
  const lines = printed(finding({ id: 'bridge.a', ...broken }), finding({ id: 'bridge.b', ...broken }));
  expect(lines.filter((line) => line.includes('did not start'))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('! '))).toHaveLength(2);
});

test('known differences have a line each, and unsupported behaviours are counted for each unmet need', () => {
  const difference = {
    entry: 'publish.udp on docker',
    instead: 'the proxy replies',
    dockerSpecific: false,
    evidence: 'https://example.org',
  };
  const ipv6 = { need: 'ipv6', requires: 'IPv6 on the host', evidence: 'it is off', remedy: 'turn it on' };
  const root = { need: 'root', requires: 'root', evidence: 'this is user 1000', remedy: 'use sudo' };
  const lines = printed(
    finding({ id: 'publish.udp', verdict: 'known-difference', difference }),
    finding({ id: 'ipv6.a', verdict: 'unsupported', unmet: [root, ipv6] }),
    finding({ id: 'ipv6.b', verdict: 'unsupported', unmet: [ipv6] }),
  );
  expect(lines.slice(3)).toEqual([
    '≠ 1 known difference',
    '  publish.udp  the proxy replies',
    '',
    '○ 2 not supported here, some for several reasons',
    '    2  ipv6  requires IPv6 on the host, but it is off; turn it on',
    '    1  root  requires root, but this is user 1000; use sudo',
  ]);
});
