import { expect, test } from '@jest/globals';
import { knownDifferences } from '../../behaviour/differences/known.ts';
import type { Results } from '../../report/ctrf.ts';
import { failureOf, finding, resultsOf } from '../../report/example.ts';
import { differing } from './compare.ts';
import { rateText, ratesOf } from './rates.ts';

const id = 'names.removed';
const podman = { kind: 'podman', version: '4.3.1', options: [] } as const;
const cause = knownDifferences(id, podman).find(({ flaky }) => flaky)?.flaky?.cause ?? '';
const probe = { ...failureOf('http://a'), kind: 'timed out', limitMs: 1000 } as const;

/** The results of a run on an engine with a flaky known difference. */
function resultsOn(...findings: Parameters<typeof resultsOf>): Results {
  const found = resultsOf(...findings);
  Object.assign(found.results.environment.extra, { engine: podman });
  return found;
}

const passed = resultsOn(finding({ id, probes: [probe, probe] }), finding());
const showed = resultsOn(
  finding({
    id,
    verdict: 'known-difference',
    difference: { entry: 'one', instead: 'the DNS server is silent', dockerSpecific: false, evidence: '', cause },
    failures: [failureOf('http://a')],
    probes: [probe],
  }),
  finding(),
);

test('a known difference that shows at times has its rate of verdicts, runs and requests', () => {
  const rates = ratesOf([passed, showed, undefined, passed, passed]);
  expect(rates).toEqual([
    {
      cause,
      verdicts: { shown: 1, of: 4 },
      runs: { shown: 1, of: 4 },
      requests: { shown: 1, of: 7 },
      mostInOneRun: 1,
    },
  ]);
  expect(rates.map(rateText)).toEqual([
    `${cause}: 1 of 4 verdicts (25 %) in 1 of 4 runs, at most 1 in one; 1 of 7 requests (14 %)`,
  ]);
});

test('one that never showed has a rate of zero, and one that could not show has none', () => {
  expect(ratesOf([passed]).map(rateText)).toEqual([
    `${cause}: 0 of 1 verdicts (0 %) in 0 of 1 runs; 0 of 2 requests (0 %)`,
  ]);
  expect(ratesOf([resultsOn(finding({ id, verdict: 'unsupported' }), finding())])).toEqual([]);
});

test('that it shows in some runs is no difference between them, and that it fails in one is', () => {
  expect(differing([passed, showed])).toEqual([]);
  const failed = resultsOn(finding({ id, verdict: 'failed' }), finding());
  expect(differing([passed, showed, failed])).toHaveLength(1);
});
