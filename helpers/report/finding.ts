import type { AssertionResult, TestResult } from '@jest/test-result';
import { stripVTControlCharacters } from 'node:util';
import type { CatalogueEntry } from '../behaviour/catalogue.ts';
import { chapterOf } from '../behaviour/chapters.ts';
import { type BehaviourRecord, type Verdict, failing } from '../behaviour/verdict.ts';
import { noRepro } from '../scenario/repro/script.ts';
import { specSource } from '../behaviour/spec-path.ts';
import { NOT_LOADED, NO_PROMISE, specName, userSpecsFolder } from '../behaviour/user-specs.ts';
import { behaviourOf } from '../behaviour/title.ts';
import { printSpecError, readSpecError } from './spec-error.ts';

/** What a run found of one behaviour: its record, and what Jest knows of it. */
export interface Finding extends Omit<BehaviourRecord, 'verdict'> {
  readonly chapter: string;
  readonly verdict: Verdict;
  readonly durationMs: number;
  readonly file: string;
  /** The `describe` that it is in. */
  readonly scenario: string;
}

/**
 * The findings of one spec file: `records` are those of its behaviours, `entries` all that the specs declare, and `wanted`
 * matches the names of the tests that were selected.
 */
export function findingsOf(
  result: TestResult,
  records: ReadonlyMap<string, BehaviourRecord>,
  entries: readonly CatalogueEntry[],
  wanted = /(?:)/,
): Finding[] {
  const file = specSource(result.testFilePath);
  if (result.testResults.length === 0 && result.failureMessage) {
    const reason = result.failureMessage.replace(/^.*Test suite failed to run/s, '');
    if (userSpecsFolder() !== undefined) return [specItself(result.testFilePath, file, reason)];
    const inFile = entries.filter((entry) => entry.file === file);
    return inFile.map((entry) => unjudged(entry, file, plain(reason)));
  }
  const selected = result.testResults.filter(({ fullName }) => wanted.test(fullName));
  return selected.flatMap((test) => {
    const { id, sentence } = behaviourOf(test.title);
    const durationMs = test.duration ?? 0;
    const place = { chapter: chapterOf(id), durationMs, file, scenario: test.ancestorTitles.join(' › ') };
    const left = records.get(id);
    if (left) return [{ ...left, ...place, ...afterwards(test, left) }];
    // without a record, its scenario did not start
    return test.status === 'failed' ? [{ ...unjudged({ id, sentence, file }, file, reasonOf(test)), ...place }] : [];
  });
}

/** A spec of the user that promises nothing, as far as is known. */
function specItself(path: string, file: string, reason: string): Finding {
  const error = readSpecError(stripVTControlCharacters(reason));
  const [statement, predicate] =
    error.kind === 'no promise' ? [NO_PROMISE, 'has no promise'] : [NOT_LOADED, 'cannot be loaded'];
  const entry = { id: `${specName(path)}.${statement}`, sentence: `The spec ${file} ${predicate}`, file };
  return unjudged(entry, file, printSpecError(error, file));
}

/** What was thrown after the verdict, which no longer counts: the run fails with an explanation. */
function afterwards(test: AssertionResult, { verdict }: BehaviourRecord): Partial<Finding> {
  if (test.status !== 'failed' || failing.includes(verdict)) return {};
  return { verdict: 'error', explanation: `the verdict was ${verdict}, then something threw: ${reasonOf(test)}` };
}

function unjudged({ id, sentence }: CatalogueEntry, file: string, explanation: string): Finding {
  const nothing = { docs: '', probes: [], repro: noRepro, durationMs: 0, scenario: '' };
  return { id, sentence, chapter: chapterOf(id), verdict: 'error', explanation, file, ...nothing };
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
