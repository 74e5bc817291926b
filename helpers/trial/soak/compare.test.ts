import { describe, expect, test } from '@jest/globals';
import { HOSTILE, finding, resultsOf } from '../../report/example.ts';
import { behavioursIn, counted, differing } from './compare.ts';
import { lineOf, differenceText } from './print.ts';

const failure = { kind: 'fact', subject: 'the port', expected: '80', observed: 81 } as const;
const reason = 'the port\nexpected: 80\nobserved: 81';
const probe = {
  kind: 'timed out',
  limitMs: 1000,
  from: { kind: 'container', name: 'nginx' },
  request: { kind: 'page', url: 'http://grafana:3000' },
  tookMs: 1003,
  evidence: { command: 'curl http://grafana:3000' },
} as const;
const passed = resultsOf(finding(), finding({ id: 'none.isolated' }));
const failed = resultsOf(
  finding({ verdict: 'failed', failures: [failure], probes: [probe] }),
  finding({ id: 'none.isolated' }),
);

describe('of several runs', () => {
  test('the same verdict in every run is no difference, passed or not', () => {
    expect(differing([passed, passed])).toEqual([]);
    expect(differing([failed, failed])).toEqual([]);
    expect(differing([])).toEqual([]);
  });

  test('a difference has the runs of each verdict, and the reason in the first of them', () => {
    expect(differing([passed, failed, passed, failed])).toMatchObject([
      {
        id: 'bridge.alias-resolves',
        sentence: 'A network alias resolves to its container',
        verdicts: [
          { verdict: 'passed', runs: [1, 3], evidence: [] },
          { verdict: 'failed', runs: [2, 4], reason, evidence: [probe] },
        ],
      },
    ]);
  });

  test('a behaviour that is missing in one run differs', () => {
    const verdicts = [
      { verdict: 'passed', runs: [1] },
      { verdict: 'missing', runs: [2], evidence: [] },
    ];
    expect(differing([passed, resultsOf(finding())])).toMatchObject([{ id: 'none.isolated', verdicts }]);
  });

  test('a run without results is counted, and not compared', () => {
    expect(differing([passed, undefined, failed])).toMatchObject([{ verdicts: [{ runs: [1] }, { runs: [3] }] }]);
  });

  test('the behaviours are those of all runs together', () => {
    expect(behavioursIn([undefined, resultsOf(finding()), passed])).toEqual(['bridge.alias-resolves', 'none.isolated']);
  });
});

test('the verdicts of a run are counted', () => {
  expect(counted(failed)).toBe('1 failed, 1 passed');
  expect(counted(resultsOf())).toBe('no verdicts');
});

test('a run is one line', () => {
  const line = lineOf('3/20', { seed: 5, workers: 2, load: 1 }, 11.25, '30 passed');
  expect(line).toBe('   3/20  seed 5, 2 workers, load 1, 11.3 s, 30 passed');
});

test('a difference is printed with each verdict, its reason and its evidence', () => {
  const [difference] = differing([passed, failed]);
  expect(difference && differenceText(difference).split('\n')).toEqual([
    'bridge.alias-resolves · A network alias resolves to its container',
    '  passed in 1 of 2 runs: 1',
    '  failed in 1 of 2 runs: 2',
    '      the port',
    '      expected: 80',
    '      observed: 81',
    '      from nginx: GET http://grafana:3000 → timed out after 1000 ms (1003 ms)',
  ]);
});

test('control characters of a container never reach the terminal', () => {
  const hostileProbe = { ...probe, from: { kind: 'container' as const, name: HOSTILE } };
  const hostile = resultsOf(finding({ verdict: 'failed', explanation: HOSTILE, probes: [hostileProbe] }));
  const [difference] = differing([passed, hostile]);
  // oxlint-disable-next-line no-control-regex -- the test looks for these
  expect(difference && differenceText(difference)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
});
