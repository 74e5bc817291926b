import { failsRun } from './baseline/compared.ts';
import { byChapter } from './chapters.ts';
import type { ResultTest, Results } from './ctrf.ts';
import { titleOf } from '../behaviour/title.ts';

/** The element of a test case that did not pass. */
type Outcome = 'failure' | 'error' | 'skipped';

/** The results as JUnit XML: a suite for each chapter, failures apart from errors, and why a behaviour was skipped. */
export function toJunit({ results }: Results): string {
  const fails = failsRun(results.environment.extra.baseline);
  const outcomes = new Map(results.tests.map((test) => [test, outcomeOf(test, fails)]));
  const suites = byChapter(results.tests, ({ extra }) => extra.chapter).map(([name, tests]) =>
    suite(name, tests, outcomes),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts(results.tests, outcomes)}>\n${suites.join('\n')}\n</testsuites>\n`;
}

/** A viewer must count neither a known difference as passed, nor as failed what does not fail the run. */
function outcomeOf({ extra }: ResultTest, fails: ReturnType<typeof failsRun>): Outcome | undefined {
  if (extra.verdict === 'passed') return undefined;
  if (!fails(extra)) return 'skipped';
  return extra.verdict === 'error' ? 'error' : 'failure';
}

type Outcomes = ReadonlyMap<ResultTest, Outcome | undefined>;

function suite(chapter: string, tests: readonly ResultTest[], outcomes: Outcomes): string {
  const cases = tests.map((test) => testcase(test, outcomes.get(test)));
  return `  <testsuite name="${escapeXml(chapter)}" ${counts(tests, outcomes)}>\n${cases.join('\n')}\n  </testsuite>`;
}

function counts(tests: readonly ResultTest[], outcomes: Outcomes): string {
  const of = (outcome: Outcome): number => tests.filter((test) => outcomes.get(test) === outcome).length;
  const time = tests.reduce((sum, { duration }) => sum + duration, 0) / 1000;
  return `tests="${tests.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}" time="${time}"`;
}

function testcase({ name, duration, filePath, message = '', extra }: ResultTest, outcome: Outcome | undefined): string {
  const head = `    <testcase name="${escapeXml(titleOf({ id: extra.id, sentence: name }))}" classname="${escapeXml(extra.chapter)}" file="${escapeXml(filePath)}" time="${duration / 1000}"`;
  if (!outcome) return `${head}/>`;
  const first = escapeXml(message.split('\n')[0] ?? '');
  const text = extra.suspicion ? `${message}\nsuspicion: ${extra.suspicion}` : message;
  return `${head}>\n      <${outcome} message="${first}">${escapeXml(text)}</${outcome}>\n    </testcase>`;
}

/**
 * Escapes text for XML. Characters that XML does not allow are dropped, and control characters become references, so that
 * the file is safe to print in a terminal.
 */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r\u007F-\u009F]/g, (character) => `&#${character.charCodeAt(0)};`);
}
