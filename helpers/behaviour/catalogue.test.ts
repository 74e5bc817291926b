import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { UserError } from '../engine/user-error.ts';
import { catalogue, checkCatalogue } from './catalogue.ts';
import { chapterOf } from './chapters.ts';
import { catalogueOf } from './read-catalogue.ts';

const entry = (id: string, file = 'specs/bridge/user-defined.spec.ts') => ({ id, sentence: 'a promise', file });

describe('the catalogue of a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('has the behaviours of its spec files, by file and in order', () => {
    mkdirSync(join(folder, 'bridge'));
    writeFileSync(
      join(folder, 'bridge', 'one.spec.ts'),
      `const docs = 'https://docs.example/';
       behaviour('bridge.first', 'A sentence with "quotes"', { docs, security: closedTo('a', 'b') }, async () => {});
       describe('A block', () => {
         behaviour(
           "bridge.second",
           "A sentence that's on a line of its own",
           { docs },
           async () => {
             await expect(from(one).reach(other)).toBeClosed({ control });
           },
         );
       });`,
    );
    writeFileSync(
      join(folder, 'bridge', 'helper.ts'),
      `behaviour('bridge.helper', 'A helper is no spec', async () => {});`,
    );
    writeFileSync(
      join(folder, 'a.spec.ts'),
      `misbehaviour('none.other', 'Another function', 1);
       // behaviour('none.comment', 'A comment', {});
       const text = "behaviour('none.text', 'A text', {})";
       behaviour('none.x', 'The first behaviour', {}, async () => {});`,
    );

    const entries = catalogueOf(folder);
    expect(entries.filter(({ security }) => security).map(({ id }) => id)).toEqual(['bridge.first']);
    expect(entries.filter(({ byEveryWay }) => byEveryWay).map(({ id }) => id)).toEqual(['bridge.second']);
    const found = entries.map(({ id, sentence, file }) => [id, sentence, basename(file)]);
    expect(found).toEqual([
      ['none.x', 'The first behaviour', 'a.spec.ts'],
      ['bridge.first', 'A sentence with "quotes"', 'one.spec.ts'],
      ['bridge.second', "A sentence that's on a line of its own", 'one.spec.ts'],
    ]);
  });
});

describe('of a behaviour', () => {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const only = (text: string) => {
    writeFileSync(join(folder, 'one.spec.ts'), text);
    return catalogueOf(folder)[0];
  };
  const constants = `const docs = 'https://docs.example/a';\nconst other = 'https://docs.example/b';\n`;

  test('the catalogue has its line, page, reason and needs', () => {
    const found = only(
      `${constants}behaviour('a.b', 'c', { docs, why: "it's worse", needs: ['lab', 'two-engine-hosts'] }, async () => {});`,
    );
    expect(found).toMatchObject({
      line: 3,
      docs: 'https://docs.example/a',
      why: "it's worse",
      needs: ['lab', 'two-engine-hosts'],
    });
  });

  test('the catalogue has the features that it and its controls rely on', () => {
    const found = only(
      `${constants}behaviour('a.b', 'c', { docs, relies: ['alias', 'peers'], controlsRely: ['connect'] }, async () => {});`,
    );
    expect(found).toMatchObject({ relies: ['alias', 'peers'], controlsRely: ['connect'] });
  });

  test.each([
    ['a constant of another name', '{ docs: other }', 'https://docs.example/b'],
    ['a link', `{ docs: 'https://docs.example/c' }`, 'https://docs.example/c'],
    ['nothing', '{}', ''],
  ])('the page may be %s', (_, source, docs) => {
    expect(only(`${constants}behaviour('a.b', 'c', ${source}, async () => {});`)?.docs).toBe(docs);
  });

  test('a reason may have quotes and braces in it', () => {
    const found = only(String.raw`behaviour('a.b', 'it\'s', { why: 'a { brace } and a \' quote' }, async () => {});`);
    expect(found).toMatchObject({ sentence: "it's", why: "a { brace } and a ' quote" });
  });

  test.each([
    ['a constant', 'const needs = ["lab"];', 'needs', ['lab']],
    ['a constant of literals', 'const needs = ["lab"] as const;', 'needs', ['lab']],
    ['a constant of another name', 'const hosts = ["lab"] as const;', 'needs: hosts', ['lab']],
    ['a spread constant', 'const needs = ["lab"] as const;', 'needs: [...needs, "ipv6"]', ['lab', 'ipv6']],
    ['an array with a constant', 'const lab = "lab";', 'needs: [lab]', ['lab']],
    ['nothing', '', '', []],
  ])('the needs may be %s', (_, constant, source, wanted) => {
    expect(only(`${constant}\nbehaviour('a.b', 'c', { ${source} }, async () => {});`)?.needs).toEqual(wanted);
  });

  test.each([
    ['whose id is no literal', 'behaviour(id, "c", {})', 'one.spec.ts:1: the id of a behaviour is no string literal'],
    [
      'whose sentence is no literal',
      'behaviour("a.b", `c ${d}`, {})',
      'one.spec.ts:1: the sentence of a behaviour is no string literal',
    ],
    [
      'without a source',
      'behaviour("a.b", "c", source)',
      'one.spec.ts:1: the behaviour "a.b" has no literal { docs, … }',
    ],
    ['with an unknown constant', 'behaviour("a.b", "c", { docs })', '"docs" is no constant of the file'],
    ['with needs from a call', 'behaviour("a.b", "c", { needs: all() })', 'a list of a behaviour is no array'],
    ['with a need from a call', 'behaviour("a.b", "c", { needs: [one()] })', 'a member that is no string literal'],
    ['that does not parse', 'behaviour("a.b", "c", {', 'one.spec.ts does not parse: '],
  ])('a behaviour %s cannot be read', (_, text, message) => {
    expect(() => only(text)).toThrow(UserError);
    expect(() => only(text)).toThrow(message);
  });
});

test("the project's own catalogue is in order", () => {
  const entries = catalogue();
  expect(entries.length).toBeGreaterThan(0);
  expect(() => checkCatalogue(entries)).not.toThrow();
  expect(entries.filter(({ file }) => !file.startsWith('specs'))).toEqual([]);
});

test('a duplicate id is refused with the names of both files', () => {
  const entries = ['specs/a.spec.ts', 'specs/b.spec.ts'].map((file) => entry('none.isolated', file));
  const check = () => checkCatalogue(entries);
  expect(check).toThrow(UserError);
  expect(check).toThrow('The behaviour id "none.isolated" is used twice, in specs/a.spec.ts and in specs/b.spec.ts');
});

test.each([
  'bridge',
  'bridge.',
  '.alias',
  'bridge.Alias',
  'bridge.alias_resolves',
  'bridge.alias.resolves',
  'bridge.-alias',
  'bridge.a b',
  '',
])('the id "%s" is refused: it is not of the form chapter.short-statement', (id) => {
  expect(() => checkCatalogue([entry(id)])).toThrow(UserError);
  expect(() => checkCatalogue([entry(id)])).toThrow(`"${id}" in specs/bridge/user-defined.spec.ts`);
});

test.each(['bridge.alias-resolves', 'ipv6.2-families', 'user-defined.x'])('the id "%s" has the right form', (id) => {
  expect(() => checkCatalogue([entry(id)])).not.toThrow();
});

test('the chapter of a behaviour is the part of its id before the dot', () => {
  expect(chapterOf('user-defined.alias-resolves')).toBe('user-defined');
});
