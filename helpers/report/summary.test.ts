import { describe, expect, test } from '@jest/globals';
import { HOSTILE, failureOf, finding, resultsOf } from './example.ts';
import { toSummary } from './summary.ts';

const failure = {
  ...failureOf('http://grafana:3000'),
  evidence: { command: 'curl http://grafana:3000', exitCode: 28 },
};

const lab = { need: 'lab', requires: 'engines', evidence: 'there are none', remedy: 'try --engine debian:trixie' };
const ipv6 = { need: 'ipv6', requires: 'IPv6', evidence: 'it is off', remedy: 'turn it on' };

const skipped = (id: string, ...unmet: (typeof lab)[]) => finding({ id, verdict: 'unsupported', unmet });

describe('in the summary of a job', () => {
  test('a failure has its request, what was expected and observed, the suspicion, and how to run it again', () => {
    const text = toSummary(
      resultsOf(finding(), finding({ verdict: 'failed', failures: [failure], suspicion: 'dropped' })),
    );
    expect(text).toContain('# Docker Engine 28.5.2: 1 failed, 1 passed');
    expect(text).toContain('✓ 1 passed · ✕ 1 failed');
    expect(text).toContain('| failed | from nginx: GET http://grafana:3000 |');
    expect(text).toContain('| expected | refused |');
    expect(text).toContain('| observed | timed out after 1000 ms |');
    expect(text).toContain('| evidence | curl http://grafana:3000 → exit code 28 (1003 ms) |');
    expect(text).toContain('| suspicion | dropped |');
    expect(text).toContain('`npm start -- --engine debian:forky --behaviour bridge.alias-resolves`');
  });

  test('each unmet need is listed once, with its behaviours', () => {
    const text = toSummary(resultsOf(skipped('overlay.one', lab), skipped('overlay.two', lab, ipv6)));
    expect(text).toContain(
      '- requires engines, but there are none; try --engine debian:trixie (overlay.one, overlay.two)',
    );
    expect(text).toContain('- requires IPv6, but it is off; turn it on (overlay.two)');
  });

  test('a known difference has its link, and whether only Docker makes the promise', () => {
    const difference = {
      entry: 'bridge.default on podman',
      instead: 'the bridge is podman0',
      dockerSpecific: true,
      evidence: 'https://podman.io/',
    };
    const text = toSummary(resultsOf(finding({ verdict: 'known-difference', difference })));
    expect(text).toContain('the bridge is podman0; Docker’s own promise ([source](https://podman.io/))');
  });

  test('known differences are in the order of the chapters', () => {
    const difference = { entry: '', instead: 'another outcome', dockerSpecific: false, evidence: 'https://podman.io/' };
    const inResults = ['expose.documents-only', 'bridge.alias-resolves'].map((id) =>
      finding({ id, chapter: id.split('.')[0] ?? '', verdict: 'known-difference', difference }),
    );
    const ids = toSummary(resultsOf(...inResults)).match(/\((?:bridge|expose)\.[\w-]+\)/g);
    expect(ids).toEqual(['(bridge.alias-resolves)', '(expose.documents-only)']);
  });

  test('hostile text is escaped within its cell', () => {
    const hostile = `|${HOSTILE}\n# owned`;
    const text = toSummary(resultsOf(finding({ verdict: 'failed', sentence: hostile, explanation: hostile })));
    expect(text).not.toMatch(/<script|^# owned/m);
    for (const line of text.split('\n').filter((one) => one.startsWith('| failed')))
      expect(line.replaceAll(String.raw`\|`, '').split('|')).toHaveLength(4);
  });

  test('of many failures, the first are printed, and the number of the others', () => {
    const text = toSummary(
      resultsOf(...Array.from({ length: 30 }, () => finding({ verdict: 'failed', failures: [failure] }))),
    );
    expect(text).toContain('… and 5 more.');
  });
});
