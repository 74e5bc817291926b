import { expect, test } from '@jest/globals';
import { similarNames, unknownName } from './suggest.ts';

// cspell:ignore alais

const ids = ['bridge.alias-resolves', 'bridge.alias', 'names.alias-restart', 'none.isolated', 'publish.random-port'];

test.each([
  ['a letter in the wrong place', 'bridge.alais', ['bridge.alias']],
  ['a part of a name', 'alias-resolves', ['bridge.alias-resolves']],
  ['words in another order', 'bridge.resolves-alias', ['bridge.alias-resolves']],
  ['capitals', 'None.Isolated', ['none.isolated']],
  ['something else altogether', 'xyz', []],
])('%s', (_, word, expected) => {
  expect(similarNames(word, ids)).toEqual(expected);
});

test('no more than three are suggested', () => {
  expect(similarNames('bridge', ['bridge.a', 'bridge.b', 'bridge.c', 'bridge.d'])).toHaveLength(3);
});

const sentence = (word: string) => unknownName('behaviour', word, ids, 'npm run behaviours lists them');

test('the sentence names the unknown word, suggestions, and a remedy', () => {
  expect(sentence('bridge.alais')).toBe(
    'There is no behaviour "bridge.alais": did you mean bridge.alias? npm run behaviours lists them.',
  );
  expect(sentence('xyz')).toBe('There is no behaviour "xyz": npm run behaviours lists them.');
});
