import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { failureOf, finding } from './example.ts';
import { tree } from './terminal-tree.ts';

const engine = { suite: 'debian:trixie' };

test('a failure has its facts, the suspicion, and the command to run it again', () => {
  const failure = failureOf('http://grafana:3000/\u0007');
  const text = tree(
    [finding({ verdict: 'failed', failures: [failure], suspicion: 'dropped on the \u0007host' })],
    engine,
  );
  expect(stripVTControlCharacters(text).split('\n')).toEqual([
    'nginx and Grafana on a user-defined bridge',
    `  ✕ ${finding().sentence}  bridge.alias-resolves, 12 ms`,
    '      from nginx: GET http://grafana:3000/�',
    '      expected   refused',
    '      observed   timed out after 1000 ms',
    '      evidence   curl http://grafana:3000/� (1003 ms)',
    '      suspicion  dropped on the �host',
    '      run again  npm start -- --engine debian:trixie --behaviour bridge.alias-resolves',
  ]);
});

test('every failure is printed, and how they differ from the known difference', () => {
  const failures = [
    failureOf('http://a'),
    { kind: 'fact', subject: 'the driver', expected: "'a'", observed: 'b' } as const,
  ];
  const difference = {
    entry: 'bridge.alias-resolves on docker',
    instead: 'the driver differs',
    dockerSpecific: false,
    evidence: 'https://example.org',
    unnamed: [{ request: 'from nginx: GET http://a', observed: 'timed out' }],
    unseen: [{ fact: 'the scope', observed: undefined }],
  };
  const text = tree([finding({ verdict: 'failed', failures, difference })], engine);
  expect(stripVTControlCharacters(text).split('\n').slice(2, -1)).toEqual([
    '      fails differently from the known difference (bridge.alias-resolves on docker): the driver differs',
    '      not named there: from nginx: GET http://a: timed out',
    '      named there, and not observed: the scope: undefined',
    '      from nginx: GET http://a',
    '      expected   refused',
    '      observed   timed out after 1000 ms',
    '      evidence   curl http://a (1003 ms)',
    '      the driver',
    "      expected   'a'",
    "      observed   'b'",
  ]);
});

test('of many failures, the first are printed, and the number of the others', () => {
  const failures = Array.from({ length: 13 }, (_, index) => failureOf(`http://a${index}`));
  const text = tree([finding({ verdict: 'failed', failures })], engine);
  expect(text).toContain('http://a9');
  expect(text).not.toContain('http://a10');
  expect(text).toContain('… and 3 more failures');
});

test('a very long reason is cut', () => {
  const text = tree([finding({ verdict: 'error', explanation: 'x'.repeat(1_000_000) })], engine);
  expect(text.length).toBeLessThan(5000);
  expect(text).toContain('xxx …');
});

test('a passed behaviour has one line', () => {
  expect(tree([finding()], engine).split('\n')).toHaveLength(2);
});
