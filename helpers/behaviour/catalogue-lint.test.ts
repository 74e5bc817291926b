import { expect, test } from '@jest/globals';
import { catalogue } from './catalogue.ts';
import { catalogueProblems } from './catalogue-lint.ts';
import { chapterOf, chapters } from './chapters.ts';
import { printProblem } from './problem.ts';

const entry = (id: string, file = 'specs/bridge/a.spec.ts', docs = 'https://docs.example/') => ({
  id,
  file,
  docs,
  line: 3,
  needs: [],
  why: 'Clients wait.',
  sentence: `Behaviour ${id} is as promised`,
});

test("the project's own catalogue has no problems", () => {
  expect(catalogueProblems(catalogue()).map(printProblem)).toEqual([]);
});

test('every chapter has behaviours', () => {
  expect(new Set(catalogue().map(({ id }) => chapterOf(id)))).toEqual(new Set(chapters));
});

test.each([
  [
    'in the folder of another chapter',
    entry('names.hostname'),
    'specs/bridge/a.spec.ts:3: names.hostname: the folder is "bridge": move the behaviour to specs/names/',
  ],
  [
    'of an unknown chapter',
    entry('unknown.peers', 'specs/unknown/a.spec.ts'),
    'specs/unknown/a.spec.ts:3: unknown.peers: "unknown" is no chapter: add it to helpers/behaviour/chapters.ts',
  ],
  [
    'without a source',
    entry('bridge.a', 'specs/bridge/a.spec.ts', ''),
    'specs/bridge/a.spec.ts:3: bridge.a: there is no source: give it `docs`, an https:// address',
  ],
])('a behaviour %s is a problem', (_, planted, problem) => {
  expect(catalogueProblems([planted]).map(printProblem)).toEqual([problem]);
});

test('the 51st behaviour of a chapter is a problem', () => {
  const ids = Array.from({ length: 52 }, (_, index) => `bridge.number-${index}`);
  expect(catalogueProblems(ids.slice(0, 50).map((id) => entry(id)))).toEqual([]);
  expect(catalogueProblems(ids.map((id) => entry(id))).map(printProblem)).toEqual([
    'specs/bridge/a.spec.ts:3: bridge.number-50: the chapter has 52 behaviours: split it into chapters of at most 50',
  ]);
});
