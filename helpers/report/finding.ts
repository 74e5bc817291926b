import type { AssertionResult, TestResult } from '@jest/test-result';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { CatalogueEntry } from '../behaviour/catalogue.ts';
import { chapterOf } from '../behaviour/chapters.ts';
import type { BehaviourRecord, Verdict } from '../behaviour/verdict.ts';
import { noRepro } from '../scenario/repro/script.ts';
import { bad } from './headline.ts';

/** What the report says of one behaviour. */
export interface Finding extends Omit<BehaviourRecord, 'verdict'> {
  readonly chapter: string;
  readonly verdict: Verdict;
  readonly durationMs: number;
  readonly file: string;
  /** The `describe` that it stands in. */
  readonly scenario: string;
}

/** The findings of one spec file. `records` is what its behaviours left, `entries` what the file declares. */
export function findingsOf(
  result: TestResult,
  records: ReadonlyMap<string, BehaviourRecord>,
  entries: readonly CatalogueEntry[],
): Finding[] {
  const file = relative(process.cwd(), result.testFilePath);
  if (result.testResults.length === 0 && result.failureMessage) {
    const reason = plain(result.failureMessage.replace(/^.*Test suite failed to run/s, ''));
    return entries.filter((entry) => entry.file === file).map((entry) => unjudged(entry, file, reason));
  }
  return result.testResults.flatMap((test) => {
    const [id = '', sentence = ''] = test.title.split(' · ');
    const durationMs = test.duration ?? 0;
    const place = { chapter: chapterOf(id), durationMs, file, scenario: test.ancestorTitles.join(' › ') };
    const left = records.get(id);
    if (left) return [{ ...left, ...place, ...afterwards(test, left) }];
    // a behaviour that left no record was not selected, or its scenario did not come up
    return test.status === 'failed' ? [{ ...unjudged({ id, sentence, file }, file, reasonOf(test)), ...place }] : [];
  });
}

/** What went wrong after a behaviour was judged: its verdict stands no more, and the run fails with a reason. */
function afterwards(test: AssertionResult, { verdict }: BehaviourRecord): Partial<Finding> {
  if (test.status !== 'failed' || bad.includes(verdict)) return {};
  return { verdict: 'error', reason: `it was judged (${verdict}), and then something went wrong: ${reasonOf(test)}` };
}

function unjudged({ id, sentence }: CatalogueEntry, file: string, reason: string): Finding {
  const nothing = { docs: '', probes: [], repro: noRepro, durationMs: 0, scenario: '' };
  return { id, sentence, chapter: chapterOf(id), verdict: 'error', reason, file, ...nothing };
}

/** The first lines of a failure, without its stack. */
function reasonOf({ failureMessages }: AssertionResult): string {
  return plain(failureMessages.join('\n'));
}

function plain(text: string): string {
  const lines = stripVTControlCharacters(text).split('\n');
  return lines
    .filter((line) => !/^\s+at /.test(line))
    .join('\n')
    .trim();
}
