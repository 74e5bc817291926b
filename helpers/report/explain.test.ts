import { expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { explain, catalogueText } from './explain.ts';

const entry = {
  id: 'bridge.alias-resolves',
  sentence: 'A network alias resolves to its container',
  file: 'specs/bridge/user-defined.spec.ts',
  line: 62,
  docs: 'https://docs.docker.com/',
  why: 'No connection string works.',
  needs: ['lab', 'gone'],
};

test('a behaviour is explained: its sentence, why it matters, its source, its needs and the engines that differ', () => {
  const difference = {
    id: entry.id,
    engine: 'podman',
    versions: '<5',
    instead: 'the name does not resolve',
    seen: [{ fact: 'x', observed: 'y' }],
    dockerSpecific: true,
    evidence: 'https://podman.io/',
  } as const;
  const text = stripVTControlCharacters(explain(entry, [difference]));
  expect(text.split('\n')).toEqual([
    'A network alias resolves to its container',
    'bridge.alias-resolves',
    '',
    'No connection string works.',
    '',
    'promised by  https://docs.docker.com/',
    expect.stringMatching(/^needs {8}lab: engines on the suite's own hosts.*; if missing, try --engine/),
    '             gone',
    'differs on   podman <5: the name does not resolve (Docker’s own promise)',
    '               https://podman.io/',
    'spec         specs/bridge/user-defined.spec.ts:62',
    'run it       npm start -- --behaviour bridge.alias-resolves',
    '',
  ]);
});

test('of a behaviour about tables of ways, the ways are listed', () => {
  const text = stripVTControlCharacters(explain({ ...entry, byEveryWay: true }, []));
  expect(text).toContain('requests     TCP at the server’s port and at another one, UDP and ping\n');
  expect(stripVTControlCharacters(explain(entry, []))).not.toContain('requests');
});

test('without a known difference, the text has that', () => {
  expect(stripVTControlCharacters(explain(entry, []))).toContain('differs on   no known differences');
});

test('all behaviours are listed by chapter', () => {
  const text = stripVTControlCharacters(catalogueText([entry]));
  expect(text).toMatch(/^bridge\n {2}bridge\.alias-resolves {2}A network alias/);
});
