import { describe, expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { HOSTILE, finding } from './example.ts';
import { closing, linkTo, printable, tree } from './terminal.ts';

/** A C0 or C1 control character that is neither a tab nor the line's end. */
// oxlint-disable-next-line no-control-regex -- the test looks for these
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

describe('text from a container', () => {
  test.each([
    ['colours', '\u001B[31mred\u001B[0m', 'red'],
    ['a title for the window', '\u001B]0;owned\u0007text', 'text'],
    ['a cleared screen', '\u001B[2J\u001B[Htext', 'text'],
    ['an escape that is cut off', 'text\u001B', 'text�'],
    ['a bell, a backspace and a carriage return', 'a\u0007b\bc\rd', 'a�b�c�d'],
    ['letters the other way round', 'a\u202Eb\u2066c\u2028d', 'a�b�c�d'],
    ['an eight-bit escape', 'a\u0090b', 'a�b'],
  ])('cannot bring %s to the terminal', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test('keeps its lines, its tabs and its letters', () => {
    expect(printable('first\n\tzweitens: Übergröße\n🐳 網路')).toBe('first\n\tzweitens: Übergröße\n🐳 網路');
  });

  test('has no control character left, whatever it was', () => {
    const all = Array.from({ length: 0x100 }, (_, code) => String.fromCodePoint(code)).join('');
    expect(printable(HOSTILE)).not.toMatch(CONTROL);
    expect(printable(all)).not.toMatch(CONTROL);
  });
});

const engine = { source: 'embedded debian:trixie' };

test('below a failure stand its reason, each line indented, what may be the matter, and how to ask again', () => {
  const reason = 'expected: refused\nobserved: \u0007timed out';
  const text = tree([finding({ verdict: 'failed', reason, suspicion: 'dropped on the \u0007host' })], engine);
  expect(stripVTControlCharacters(text).split('\n')).toEqual([
    'nginx and Grafana on a user-defined bridge',
    '  ✕ an alias leads to the container that carries it  bridge.alias-resolves, 12 ms',
    '      expected: refused',
    '      observed: �timed out',
    '      first suspicion: dropped on the �host',
    '      again: npm start -- --engine debian:trixie --behaviour bridge.alias-resolves',
  ]);
});

test('of a reason that has no end, the beginning is shown', () => {
  const text = tree([finding({ verdict: 'error', reason: 'x'.repeat(1_000_000) })], engine);
  expect(text.length).toBeLessThan(5000);
  expect(text).toContain('xxx …');
});

test('the closing line counts by verdict, and leaves out what did not occur', () => {
  const text = closing([finding(), finding(), finding({ verdict: 'error' })]);
  expect(stripVTControlCharacters(text)).toBe('3 behaviours: 2 passed, 1 error');
  expect(closing([])).toBe('0 behaviours: none judged');
});

test('what passed has no more than its line', () => {
  expect(tree([finding()], engine).split('\n')).toHaveLength(2);
});

test('a link is a path where the output is no terminal', () => {
  expect(linkTo('report/index.html')).toBe('report/index.html');
});
