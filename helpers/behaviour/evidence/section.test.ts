import { expect, test } from '@jest/globals';
import { SECTION_LIMIT, TOTAL_LIMIT, bounded, byNow, section } from './section.ts';

test('a section has what was collected', async () => {
  expect(await section('a', 'b', async () => 'c\n')).toEqual({ of: 'a', what: 'b', text: 'c' });
  expect(await section('a', 'b', async () => '')).toEqual({ of: 'a', what: 'b', text: 'nothing' });
});

test('what cannot be collected has the reason, and throws nothing', async () => {
  const why = new Error('no such container');
  expect(await section('a', 'b', () => Promise.reject(why))).toEqual({
    of: 'a',
    what: 'b',
    text: `not collected: ${why.message}`,
  });
});

test('what takes too long is not waited for', async () => {
  const { text } = await section('a', 'b', () => new Promise<string>(() => undefined), 20);
  expect(text).toBe('not collected: timed out after 20 ms waiting for the answer');
});

test('a long section is cut at the end of a line, with a word about it', () => {
  const text = 'a line\n'.repeat(5000);
  const [kept] = bounded([{ of: 'a', text }]);
  const shown = kept?.text ?? '';
  expect(shown.length).toBeLessThan(SECTION_LIMIT + 60);
  expect(shown).toMatch(/a line\n… cut here: \d+ more characters$/);
  const more = Number(shown.match(/(\d+) more/)?.[1]);
  expect(shown.indexOf('\n…') + more).toBe(text.length);
});

test('many sections together are cut as well, and every one of them is there', () => {
  const sections = bounded(
    Array.from({ length: 20 }, (_, index) => ({ of: `${index}`, text: 'x'.repeat(SECTION_LIMIT) })),
  );
  const size = sections.reduce((sum, { text }) => sum + text.length, 0);
  expect(sections).toHaveLength(20);
  expect(size).toBeLessThan(TOTAL_LIMIT + 20 * 60);
  expect(sections.at(-1)?.text).toMatch(/^… cut here: \d+ more characters$/);
});

test('no secret of a URL gets out', () => {
  expect(bounded([{ of: 'a', text: 'proxy http://u:p@h' }])[0]?.text).toBe('proxy http://(redacted)@h');
});

test('what is not there by now, or failed, is not waited for', async () => {
  expect(await byNow(Promise.resolve(1))).toBe(1);
  expect(await byNow(Promise.reject(new Error('no')))).toBeUndefined();
  expect(await byNow(new Promise(() => undefined))).toBeUndefined();
});
