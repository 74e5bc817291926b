import { expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { explain, listed } from './explain.ts';

const entry = {
  id: 'bridge.alias-resolves',
  sentence: 'an alias leads to the container that carries it',
  file: 'specs/bridge/user-defined.spec.ts',
  line: 62,
  docs: 'https://docs.docker.com/',
  why: 'No connection string works.',
  needs: ['lab', 'gone'],
};

test('a behaviour is explained: its sentence, why it matters, who promises it, what it takes and who differs', () => {
  const difference = {
    id: entry.id,
    engine: 'podman',
    versions: '<5',
    instead: 'the name does not resolve',
    seen: { fact: 'x', observed: 'y' },
    dockerSpecific: true,
    evidence: 'https://podman.io/',
  } as const;
  const text = stripVTControlCharacters(explain(entry, [difference]));
  expect(text.split('\n')).toEqual([
    'an alias leads to the container that carries it',
    'bridge.alias-resolves',
    '',
    'No connection string works.',
    '',
    'promised by  https://docs.docker.com/',
    expect.stringMatching(/^needs {8}lab: engines on hosts of the suite.*; else, use an embedded engine/),
    '             gone',
    'engines      podman <5: the name does not resolve (the promise is Docker’s own)',
    '               https://podman.io/',
    'judged in    specs/bridge/user-defined.spec.ts:62',
    'try it       npm start -- --behaviour bridge.alias-resolves',
    '',
  ]);
});

test('where no engine is known to differ, that is said', () => {
  expect(stripVTControlCharacters(explain(entry, []))).toContain(
    'engines      as far as is known, every engine is held',
  );
});

test('all are listed by chapter', () => {
  const text = stripVTControlCharacters(listed([entry]));
  expect(text).toMatch(/^bridge\n {2}bridge\.alias-resolves {2}an alias leads/);
});
