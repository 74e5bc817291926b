import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { quote } from './quote.ts';

/** The words as a real shell reads them. */
function readByShell(words: readonly string[]): string[] {
  const command = String.raw`printf '%s\0' ${words.map(quote).join(' ')}`;
  return execFileSync('sh', ['-c', command], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

test.each([
  'nginx:1.28.0',
  "it's",
  "'",
  '"quoted"',
  'two words',
  'line\nline\n',
  '\t',
  '$(exit 1) `exit 1` ${HOME} $HOME $$',
  String.raw`back\slash\n\\`,
  '* ? [a] ~ {a,b} !! # & | ; < > ( )',
  '--',
  '-n',
  'Übergröße 網路',
  '',
])('a shell reads %j unchanged', (word) => {
  expect(readByShell([word])).toEqual([word]);
});

test('words are separate, even an empty one', () => {
  const words = ['first', '', "it's", ' ', 'last'];
  expect(readByShell(words)).toEqual(words);
});

test('a word that needs no quotes has none', () => {
  expect(quote('--network=none')).toBe('--network=none');
  expect(quote('http://172.18.0.3:3000/login')).toBe('http://172.18.0.3:3000/login');
});
