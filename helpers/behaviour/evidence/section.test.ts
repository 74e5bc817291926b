import { expect, test } from '@jest/globals';
import { SECTION_LIMIT, TOTAL_LIMIT, limitSections, valueByNow, section } from './section.ts';

test('a section has the collected text', async () => {
  expect(await section('a', 'b', async () => 'c\n')).toEqual({ of: 'a', what: 'b', text: 'c' });
  expect(await section('a', 'b', async () => '')).toEqual({ of: 'a', what: 'b', text: 'nothing' });
});

test('a section that cannot be collected has the reason', async () => {
  const why = new Error('no such container');
  expect(await section('a', 'b', () => Promise.reject(why))).toEqual({
    of: 'a',
    what: 'b',
    text: `not collected: ${why.message}`,
  });
});

test('a section that takes too long has the reason', async () => {
  const { text } = await section('a', 'b', () => new Promise<string>(() => undefined), 20);
  expect(text).toBe('not collected: timed out after 20 ms waiting for the answer');
});

test('a long section is cut at the end of a line, with a remark', () => {
  const text = 'a line\n'.repeat(5000);
  const [kept] = limitSections([{ of: 'a', text }]);
  const shown = kept?.text ?? '';
  expect(shown.length).toBeLessThan(SECTION_LIMIT + 60);
  expect(shown).toMatch(/a line\n… cut here: \d+ more characters$/);
  const more = Number(shown.match(/(\d+) more/)?.[1]);
  expect(shown.indexOf('\n…') + more).toBe(text.length);
});

test('many sections together are cut as well, and none is left out', () => {
  const sections = limitSections(
    Array.from({ length: 20 }, (_, index) => ({ of: `${index}`, text: 'x'.repeat(SECTION_LIMIT) })),
  );
  const size = sections.reduce((sum, { text }) => sum + text.length, 0);
  expect(sections).toHaveLength(20);
  expect(size).toBeLessThan(TOTAL_LIMIT + 20 * 60);
  expect(sections.at(-1)?.text).toMatch(/^… cut here: \d+ more characters$/);
});

test('the credentials in a URL are redacted', () => {
  expect(limitSections([{ of: 'a', text: 'proxy http://u:p@h' }])[0]?.text).toBe('proxy http://(redacted)@h');
});

test('a pending or rejected promise has no value by now', async () => {
  expect(await valueByNow(Promise.resolve(1))).toBe(1);
  expect(await valueByNow(Promise.reject(new Error('no')))).toBeUndefined();
  expect(await valueByNow(new Promise(() => undefined))).toBeUndefined();
});
