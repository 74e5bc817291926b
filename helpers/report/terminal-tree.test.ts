import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { failureOf, finding } from './example.ts';
import { tree } from './terminal-tree.ts';

const engine = { suite: 'debian:trixie' };

test('a failure has its facts, the suspicion, and the command to run it again', () => {
  const failure = failureOf('http://grafana:3000/\u0007');
  const text = tree([finding({ verdict: 'failed', failure, suspicion: 'dropped on the \u0007host' })], engine);
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

test('a very long reason is cut', () => {
  const text = tree([finding({ verdict: 'error', explanation: 'x'.repeat(1_000_000) })], engine);
  expect(text.length).toBeLessThan(5000);
  expect(text).toContain('xxx …');
});

test('a passed behaviour has one line', () => {
  expect(tree([finding()], engine).split('\n')).toHaveLength(2);
});
