import { byChapter } from './chapters.ts';
import type { ResultTest, Results } from './ctrf.ts';
import { titleOf } from '../behaviour/title.ts';

/** The results as JUnit XML: a suite for each chapter, failures apart from errors, and why a behaviour was skipped. */
export function toJunit({ results }: Results): string {
  const suites = byChapter(results.tests, ({ extra }) => extra.chapter).map(([name, tests]) => suite(name, tests));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts(results.tests)}>\n${suites.join('\n')}\n</testsuites>\n`;
}

function suite(chapter: string, tests: readonly ResultTest[]): string {
  return `  <testsuite name="${escape(chapter)}" ${counts(tests)}>\n${tests.map(testcase).join('\n')}\n  </testsuite>`;
}

function counts(tests: readonly ResultTest[]): string {
  const of = (...verdicts: string[]): number => tests.filter(({ extra }) => verdicts.includes(extra.verdict)).length;
  const time = tests.reduce((sum, { duration }) => sum + duration, 0) / 1000;
  return `tests="${tests.length}" failures="${of('failed', 'unexpected-pass')}" errors="${of('error')}" skipped="${of('unsupported', 'disabled', 'known-difference')}" time="${time}"`;
}

function testcase({ name, duration, filePath, message = '', extra }: ResultTest): string {
  const head = `    <testcase name="${escape(titleOf({ id: extra.id, sentence: name }))}" classname="${escape(extra.chapter)}" file="${escape(filePath)}" time="${duration / 1000}"`;
  const element = elements[extra.verdict];
  if (!element) return `${head}/>`;
  const first = escape(message.split('\n')[0] ?? '');
  const text = extra.suspicion ? `${message}\nsuspicion: ${extra.suspicion}` : message;
  return `${head}>\n      <${element} message="${first}">${escape(text)}</${element}>\n    </testcase>`;
}

const elements: Partial<Record<string, string>> = {
  failed: 'failure',
  'unexpected-pass': 'failure',
  // a viewer must not count it as passed
  'known-difference': 'skipped',
  error: 'error',
  unsupported: 'skipped',
  disabled: 'skipped',
};

/**
 * Escapes text for XML. Characters that XML does not allow are dropped, and control characters become references, so that
 * the file is safe to print in a terminal.
 */
function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r\u007F-\u009F]/g, (character) => `&#${character.charCodeAt(0)};`);
}
