import { expect, test } from '@jest/globals';
import type { Verdict } from '../behaviour/verdict.ts';
import { finding, resultsOf } from './example.ts';
import { headline, headlineOf } from './headline.ts';

const printed = (...found: Verdict[]) => headline(resultsOf(...found.map((verdict) => finding({ verdict }))));

test.each<[string, Verdict[]]>([
  ['Docker Engine 28.5.2: 2 passed', ['passed', 'passed']],
  ['Docker Engine 28.5.2: 2 passed, 1 not supported here', ['passed', 'unsupported', 'passed']],
  ['Docker Engine 28.5.2: 1 failed, 1 error, 1 passed', ['passed', 'error', 'failed']],
  ['Docker Engine 28.5.2: 2 errors', ['error', 'error']],
  ['Docker Engine 28.5.2: 1 passed, 2 known differences', ['known-difference', 'passed', 'known-difference']],
  ['Docker Engine 28.5.2: 1 unexpected pass, 1 disabled', ['unexpected-pass', 'disabled']],
  ['Docker Engine 28.5.2: nothing judged', []],
])('%s', (sentence, found) => {
  expect(printed(...found)).toBe(sentence);
});

test('the suffix of a distribution is left out of a version', () => {
  expect(headlineOf({ name: 'Podman', version: '5.4.2+ds1' }, ['passed'])).toBe('Podman 5.4.2: 1 passed');
});
