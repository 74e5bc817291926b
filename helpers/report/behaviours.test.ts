import { expect, test } from '@jest/globals';
import { behavioursPage } from './behaviours.ts';

const entry = (id: string, sentence: string, needs: string[] = []) => ({
  id,
  sentence,
  needs,
  docs: 'https://docs.example/',
  file: `specs/${id.split('.')[0]}/a.spec.ts`,
  line: 1,
});

const page = behavioursPage([
  entry('names.self', 'A container resolves [its] own names', ['lab', 'ipv6']),
  entry('names.hostname', "A container's `--host_name` resolves"),
  entry('bridge.a', 'A network alias resolves'),
]);

test('the chapters are in the order of the chapter list, each with its count', () => {
  expect(page).toContain('3 behaviours. ');
  expect(page).toContain('[bridge](#bridge-1) 1 · [names](#names-2) 2 · [needs](#needs)');
  expect(page.match(/^## .*$/gm)).toEqual(['## bridge (1)', '## names (2)', '## Needs']);
});

test('a row has the sentence, the id with its spec, the needs and the source', () => {
  expect(page).toContain(
    String.raw`| A container resolves \[its\] own names | [${'`names.self`'}](specs/names/a.spec.ts) | ${'`lab`, `ipv6`'} | [source](https://docs.example/) |`,
  );
});

test('code in a sentence stays code', () => {
  expect(page).toContain("| A container's `--host_name` resolves |");
});
