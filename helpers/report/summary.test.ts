import { describe, expect, test } from '@jest/globals';
import { HOSTILE, finding, resultsOf } from './example.ts';
import { toSummary } from './summary.ts';

const reason = 'nginx asked: GET http://grafana:3000\nexpected: answered by grafana\nobserved: timed out after 1000 ms';

const skipped = (id: string) => finding({ id, verdict: 'unsupported', reason: 'needs lab: engines of the suite' });

describe('in the summary of a job', () => {
  test('a failure is told with who asked whom, what was expected and observed, what may be the matter, and how to ask again', () => {
    const text = toSummary(resultsOf(finding(), finding({ verdict: 'failed', reason, suspicion: 'dropped' })));
    expect(text).toContain('# Docker Engine 28.5.2: 1 failed, 1 passed');
    expect(text).toContain('✓ 1 passed · ✕ 1 failed');
    expect(text).toContain('| what | nginx asked: GET http://grafana:3000 |');
    expect(text).toContain('| expected | answered by grafana |');
    expect(text).toContain('| observed | timed out after 1000 ms |');
    expect(text).toContain('| first suspicion | dropped |');
    expect(text).toContain('`npm start -- --engine debian:forky --behaviour bridge.alias-resolves`');
  });

  test('each reason of a skip stands once, with the behaviours that it skipped', () => {
    const text = toSummary(resultsOf(skipped('overlay.one'), skipped('overlay.two')));
    expect(text).toContain('- needs lab: engines of the suite (overlay.one, overlay.two)');
  });

  test('a known difference has its link, and says whose promise it is', () => {
    const difference = { instead: 'it is called podman0', dockerSpecific: true, evidence: 'https://podman.io/' };
    const text = toSummary(resultsOf(finding({ verdict: 'known-difference', difference, reason: 'x' })));
    expect(text).toContain('it is called podman0. The promise is Docker’s own. (https://podman.io/)');
  });

  test('hostile text neither closes its cell nor becomes a tag', () => {
    const hostile = `|${HOSTILE}\n# owned`;
    const text = toSummary(resultsOf(finding({ verdict: 'failed', sentence: hostile, reason: hostile })));
    expect(text).not.toMatch(/<script|^# owned/m);
    for (const line of text.split('\n').filter((one) => one.startsWith('| what')))
      expect(line.replaceAll(String.raw`\|`, '').split('|')).toHaveLength(4);
  });

  test('of many failures the first are told, and the number of the others', () => {
    const text = toSummary(resultsOf(...Array.from({ length: 30 }, () => finding({ verdict: 'failed', reason }))));
    expect(text).toContain('… and 5 more.');
  });
});
