import { describe, expect, test } from '@jest/globals';
import { HOSTILE } from './example.ts';
import { indented, labelled, linkTo, printable } from './terminal.ts';

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
  ])('prints no %s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test('keeps its lines, its tabs and its letters', () => {
    expect(printable('first\n\tzweitens: Übergröße\n🐳 網路')).toBe('first\n\tzweitens: Übergröße\n🐳 網路');
  });

  test('has no control characters left', () => {
    const all = Array.from({ length: 0x100 }, (_, code) => String.fromCodePoint(code)).join('');
    expect(printable(HOSTILE)).not.toMatch(CONTROL);
    expect(printable(all)).not.toMatch(CONTROL);
  });
});

describe('lines', () => {
  test('are wrapped at the width of the terminal, each indented', () => {
    expect(indented('one two three four five six', 4, 24)).toBe('    one two three four\n    five six');
    expect(indented('x'.repeat(30), 2, 24)).toBe(`  ${'x'.repeat(30)}`);
  });

  test('stay whole where the output is no terminal', () => {
    expect(indented('one two '.repeat(40).trim(), 2)).toBe(`  ${'one two '.repeat(40).trim()}`);
  });

  test('stand behind their label, in a column of their own', () => {
    expect(labelled('expected', 'refused\nor reset', 4, 10)).toBe('    expected  refused\n              or reset');
  });
});

test('a link is a path where the output is no terminal', () => {
  expect(linkTo('report/index.html')).toBe('report/index.html');
});
