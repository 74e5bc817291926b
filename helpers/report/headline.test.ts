import { expect, test } from '@jest/globals';
import type { Verdict } from '../behaviour/verdict.ts';
import { finding, resultsOf } from './example.ts';
import { headline } from './headline.ts';

test.each<[string, Verdict[]]>([
  ['2 passed (2 of 134 behaviours judged)', ['passed', 'passed']],
  ['2 passed, 1 not supported here (2 of 134 behaviours judged)', ['passed', 'unsupported', 'passed']],
  ['1 failed, 1 error, 1 passed (2 of 134 behaviours judged)', ['passed', 'error', 'failed']],
  ['2 errors (0 of 134 behaviours judged)', ['error', 'error']],
  ['1 passed, 2 known differences (3 of 134 behaviours judged)', ['known-difference', 'passed', 'known-difference']],
  ['1 unexpected pass, 1 disabled (1 of 134 behaviours judged)', ['unexpected-pass', 'disabled']],
  ['nothing run (0 of 134 behaviours judged)', []],
])('%s', (sentence, found) => {
  const results = resultsOf(...found.map((verdict) => finding({ verdict })));
  expect(headline(results)).toBe(`Docker Engine 28.5.2: ${sentence}`);
});

test('a failure because of REQUIRE was not judged', () => {
  const unmet = [{ need: 'lab', requires: 'a lab', evidence: 'there is none', remedy: 'start one' }];
  const results = resultsOf(finding({ verdict: 'failed', unmet }), finding());
  expect(headline(results)).toBe('Docker Engine 28.5.2: 1 failed, 1 passed (1 of 134 behaviours judged)');
});

test('the suffix of a distribution is left out of a version', () => {
  const results = resultsOf(finding());
  Object.assign(results.results.environment.extra.engine, { name: 'Podman', version: '5.4.2+ds1' });
  expect(headline(results)).toMatch(/^Podman 5\.4\.2: 1 passed/);
});
