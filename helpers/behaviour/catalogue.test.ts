import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { UserError } from '../engine/user-error.ts';
import { catalogue, checkCatalogue } from './catalogue.ts';
import { chapterOf } from './chapters.ts';

const entry = (id: string, file = 'specs/bridge/user-defined.spec.ts') => ({ id, sentence: 'a promise', file });

describe('the catalogue of a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('has every behaviour of its spec files, by file and in order, and nothing else', () => {
    mkdirSync(join(folder, 'bridge'));
    writeFileSync(
      join(folder, 'bridge', 'one.spec.ts'),
      `behaviour('bridge.first', 'it is said in "quotes"', { docs, security: { who } }, async () => {});
       behaviour(
         "bridge.second",
         "it's on lines of its own",
         { docs },
         async () => {},
       );`,
    );
    writeFileSync(
      join(folder, 'bridge', 'helper.ts'),
      `behaviour('bridge.helper', 'this is no spec', async () => {});`,
    );
    writeFileSync(
      join(folder, 'a.spec.ts'),
      `misbehaviour('none.other', 'this is another function', 1);\nbehaviour('none.x', 'it is first', {`,
    );

    const entries = catalogue(folder);
    expect(entries.filter(({ security }) => security).map(({ id }) => id)).toEqual(['bridge.first']);
    const found = entries.map(({ id, sentence, file }) => [id, sentence, basename(file)]);
    expect(found).toEqual([
      ['none.x', 'it is first', 'a.spec.ts'],
      ['bridge.first', 'it is said in "quotes"', 'one.spec.ts'],
      ['bridge.second', "it's on lines of its own", 'one.spec.ts'],
    ]);
  });
});

describe('of a behaviour', () => {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const only = (text: string) => {
    writeFileSync(join(folder, 'one.spec.ts'), text);
    return catalogue(folder)[0];
  };
  const constants = `const docs = 'https://docs.example/a';\nconst other = 'https://docs.example/b';\n`;

  test('the catalogue knows its line, its page, its reason and its needs', () => {
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

  test('the catalogue knows what it relies on, and what its controls do', () => {
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
    const found = only(
      String.raw`behaviour('a.b', 'it\'s', { why: 'a { brace } and a \' quote', docs }, async () => {});`,
    );
    expect(found).toMatchObject({ sentence: "it's", why: "a { brace } and a ' quote" });
  });
});

test("the project's own catalogue is in order", () => {
  const entries = catalogue();
  expect(entries.length).toBeGreaterThan(0);
  expect(() => checkCatalogue(entries)).not.toThrow();
  expect(entries.filter(({ file }) => !file.startsWith('specs'))).toEqual([]);
  expect(entries.filter(({ docs }) => !docs.startsWith('https://'))).toEqual([]);
});

test('an id that two behaviours bear is refused, with both files named', () => {
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
])('the id "%s" is refused: it has not the form chapter.short-statement', (id) => {
  expect(() => checkCatalogue([entry(id)])).toThrow(UserError);
  expect(() => checkCatalogue([entry(id)])).toThrow(`"${id}" in specs/bridge/user-defined.spec.ts`);
});

test.each(['bridge.alias-resolves', 'ipv6.2-families', 'user-defined.x'])('the id "%s" has the right form', (id) => {
  expect(() => checkCatalogue([entry(id)])).not.toThrow();
});

test('the chapter of a behaviour is what stands before the dot', () => {
  expect(chapterOf('user-defined.alias-resolves')).toBe('user-defined');
});
