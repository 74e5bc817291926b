import { describe, expect, test } from '@jest/globals';
import { validate } from 'ctrf';
import { probeFailure } from '../behaviour/failure.ts';
import { type Verdict, verdicts } from '../behaviour/verdict.ts';
import type { Outcome } from '../probe/outcome.ts';
import type { Topology } from '../scenario/topology.ts';
import { HOSTILE, finding, resultsOf } from './example.ts';
import { toJson } from './json.ts';

const unmet = [
  { need: 'lab', requires: 'a lab', evidence: 'there is none', remedy: 'try --engine debian:trixie' },
  { need: 'ipv6', requires: 'IPv6', evidence: 'it is off', remedy: 'turn it on' },
];

describe('in the results', () => {
  test.each<[Verdict, string]>([
    ['passed', 'passed'],
    ['failed', 'failed'],
    ['error', 'failed'],
    ['unsupported', 'skipped'],
    ['disabled', 'skipped'],
    ['known-difference', 'other'],
    ['unexpected-pass', 'failed'],
  ])('the verdict "%s" has the CTRF status "%s"', (verdict, status) => {
    expect(resultsOf(finding({ verdict })).results.tests).toMatchObject([{ status, extra: { verdict } }]);
  });

  test('the counts add up to the tests', () => {
    const found: Verdict[] = ['passed', 'passed', 'failed', 'error', 'unsupported', 'disabled', 'known-difference'];
    const { summary } = resultsOf(...found.map((verdict) => finding({ verdict }))).results;
    expect(summary).toEqual({
      tests: 7,
      passed: 2,
      failed: 2,
      skipped: 2,
      pending: 0,
      other: 1,
      start: 1000,
      stop: 2000,
    });
  });

  test('every verdict is valid CTRF by its schema, even with hostile text', () => {
    const results = resultsOf(
      ...verdicts.map((verdict) => finding({ verdict, sentence: HOSTILE, explanation: HOSTILE })),
    );
    expect(validate(results)).toMatchObject({ valid: true, errors: [] });
  });

  test('no findings have no counts', () => {
    expect(resultsOf().results).toMatchObject({ summary: { tests: 0, passed: 0, failed: 0 }, tests: [] });
  });

  test('every unmet need has fields, and is a line of the message', () => {
    const { tests } = resultsOf(finding({ verdict: 'unsupported', unmet })).results;
    expect(tests).toMatchObject([
      {
        message:
          'requires a lab, but there is none; try --engine debian:trixie\nrequires IPv6, but it is off; turn it on',
        extra: { unmet },
      },
    ]);
  });

  test('a passed behaviour has no message', () => {
    const [passed] = resultsOf(finding()).results.tests;
    expect(passed).not.toHaveProperty('message');
    expect(passed).toMatchObject({ duration: 12, suite: ['bridge', 'nginx and Grafana on a user-defined bridge'] });
  });

  test('a behaviour outside of every scenario is in its chapter alone', () => {
    expect(resultsOf(finding({ scenario: '' })).results.tests).toMatchObject([{ suite: ['bridge'] }]);
  });

  test('each role that a stand-in played is named once', () => {
    const containers = [
      { role: 'grafana', standIn: true },
      { role: 'grafana', standIn: true },
      { role: 'nginx', standIn: false },
    ];
    const topology = { networks: [], containers } as unknown as Topology;
    expect(resultsOf(finding({ topology })).results.tests).toMatchObject([{ extra: { standIns: ['grafana'] } }]);
  });

  test('hostile answers are valid CTRF, and are read back unchanged', () => {
    const headers = { location: HOSTILE, ['__proto__']: HOSTILE, [HOSTILE]: '' };
    const answer = {
      kind: 'answered' as const,
      status: 200,
      headers,
      body: HOSTILE.repeat(1000),
      by: HOSTILE,
      address: HOSTILE,
    };
    const request = {
      from: { kind: 'container', name: HOSTILE },
      request: { kind: 'page', url: HOSTILE },
      tookMs: 1,
      evidence: { command: HOSTILE, printed: HOSTILE },
    };
    const probe = { ...answer, ...request } as Outcome;
    const results = resultsOf(
      finding({ verdict: 'failed', failures: [probeFailure(probe, { kind: 'refused' })], probes: [probe] }),
    );
    expect(validate(results)).toMatchObject({ valid: true, errors: [] });
    expect(JSON.parse(Buffer.from(toJson(results)).toString())).toEqual(results);
  });

  test('hostile text is read back unchanged, and lone surrogates do not break the encoding', () => {
    const written = Buffer.from(
      JSON.stringify(resultsOf(finding({ verdict: 'error', explanation: HOSTILE }))),
    ).toString();
    expect(JSON.parse(written)).toMatchObject({ results: { tests: [{ message: HOSTILE }] } });
  });
});
