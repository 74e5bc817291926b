import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { printProblem } from './problem.ts';
import { specFiles } from './read-catalogue.ts';
import { emptyLoopProblems, vacuousIn, vacuousProblems } from './vacuous-lint.ts';

test('the specs have no expectation that holds because its value is missing', () => {
  expect(vacuousProblems(specFiles()).map(printProblem)).toEqual([]);
});

test('the helpers of specs have no loop that may make no expectation', () => {
  const sources = readdirSync(import.meta.dirname).filter((file) => !file.endsWith('.test.ts') && file.endsWith('.ts'));
  const files = sources.map((file) => join(import.meta.dirname, file));
  expect(emptyLoopProblems(files).map(printProblem)).toEqual([]);
});

test.each([
  ['an empty text instead of a missing one', "fact('x', found?.Gateway ?? '').is(gateway);"],
  ['an empty text instead of a falsy one', "const gateway = found.Gateway || '';"],
  ['an empty list instead of a missing one', 'const ports = found.Ports ?? [];'],
  ['an empty object instead of a missing one', "const { Gateway } = networks['none'] ?? {};"],
  ['an empty default', "const at = (gateway = '') => gateway;"],
  ['a loop over a list that may be empty', 'for (const page of pages) await expect(page).toBeRefused(control);'],
  ['a loop over spread lists', "for (const one of [...ones]) fact('x', one).is(1);"],
  ['a call for each member', "await Promise.all(pages.map(async (page) => fact('x', page).is(1)));"],
])('%s is a problem', (_, text) => {
  expect(vacuousIn('specs/bridge/a.spec.ts', `\n${text}`)).toMatchObject([
    { file: 'specs/bridge/a.spec.ts', line: 2, problem: expect.any(String) },
  ]);
});

test.each([
  ['a fallback with a value', 'const type = given ?? "A";'],
  ['a condition', "const address = page.kind === 'answered' && page.address;"],
  ['a loop over an array with members', 'for (const page of [one, two]) await expect(page).toBeRefused(control);'],
  ['a loop over its entries', "for (const [index, one] of [a, b].entries()) fact('x', one).is(index);"],
  ['a loop over a list that was found not to be empty', "for (const one of nonEmpty('x', all)) fact('x', one).is(1);"],
  ['a loop without an expectation', 'for (const one of all) await one.stop();'],
  ['a call for each member without an expectation', 'const pages = all.map((one) => from(one).get(url));'],
])('%s is none', (_, text) => {
  expect(vacuousIn('specs/bridge/a.spec.ts', text)).toEqual([]);
});
