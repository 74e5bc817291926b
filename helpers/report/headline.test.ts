import { expect, test } from '@jest/globals';
import type { Verdict } from '../behaviour/verdict.ts';
import { finding, resultsOf } from './example.ts';
import { headline } from './headline.ts';

const said = (...verdicts: Verdict[]) => headline(resultsOf(...verdicts.map((verdict) => finding({ verdict }))));

test.each<[string, Verdict[]]>([
  ['Docker Engine 28.5.2 keeps all 2 promises', ['passed', 'passed']],
  ['Docker Engine 28.5.2 keeps the one promise', ['passed']],
  ['Docker Engine 28.5.2 keeps all 2 promises that can be shown here', ['passed', 'passed', 'unsupported']],
  ['Docker Engine 28.5.2 breaks 1 of 2 promises', ['passed', 'failed']],
  ['Docker Engine 28.5.2 breaks the one promise; 1 could not be judged', ['failed', 'error']],
  ['Of 2 promises, 1 could not be judged on Docker Engine 28.5.2', ['passed', 'error']],
  ['Docker Engine 28.5.2 keeps 1 of 2 promises, and differs in 1 as is known', ['passed', 'known-difference']],
  ['Docker Engine 28.5.2 keeps 1 promise that it is written not to keep', ['passed', 'unexpected-pass']],
  ['Nothing was judged of Docker Engine 28.5.2', ['unsupported', 'disabled']],
  ['Nothing was judged of Docker Engine 28.5.2', []],
])('%s', (sentence, verdicts) => {
  expect(said(...verdicts)).toBe(sentence);
});
