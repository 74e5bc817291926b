import { describe, expect, test } from '@jest/globals';
import { HOSTILE } from '../example.ts';
import { Html, escape, markup, prose } from './escape.ts';

describe('text in a page', () => {
  test.each([
    ['a tag', '<script>', '&lt;script&gt;'],
    ['an entity', '&lt;', '&amp;lt;'],
    ['the end of an attribute', `" onclick='x'`, '&quot; onclick=&#39;x&#39;'],
    ['colours of a terminal', '\u001B[31mred\u001B[0m', 'red'],
    ['letters the other way round', 'a\u202Eb', 'a�b'],
    ['half a letter', 'a\uD83Db', 'a�b'],
    ['a NUL', 'a\u0000b', 'a�b'],
  ])('contains no %s', (_, text, shown) => {
    expect(escape(text)).toBe(shown);
  });

  test('keeps its lines and its letters', () => {
    expect(escape('one\r\n\ttwo: Übergröße 🐳')).toBe('one\n\ttwo: Übergröße 🐳');
  });
});

test('a value in a template is escaped, unless it is HTML', () => {
  const parts = ['<i>', new Html('<b>'), undefined, false, 0, [markup`<u>${'&'}</u>`, '"']] as const;
  expect(markup`<p>${parts}</p>`.text).toBe('<p>&lt;i&gt;<b>0<u>&amp;</u>&quot;</p>');
});

test('hostile text is escaped', () => {
  expect(markup`<p title="${HOSTILE}">${HOSTILE}</p>`.text).not.toMatch(/<(?!p |\/p>)/);
});

test('text between backticks in a sentence is code, and is escaped', () => {
  expect(prose('`-p <PORT>` binds, `--expose` & a lone ` do not').text).toBe(
    '<code>-p &lt;PORT&gt;</code> binds, <code>--expose</code> &amp; a lone ` do not',
  );
});
