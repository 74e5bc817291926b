import type { DescribedEntry } from '../behaviour/catalogue.ts';
import { chapterOf } from '../behaviour/chapters.ts';
import { readRecords } from '../behaviour/records.ts';
import type { BehaviourRecord } from '../behaviour/verdict.ts';
import { noRepro } from '../scenario/repro/script.ts';
import { readTimings } from '../engine/timing.ts';
import { type Results, toResults } from './ctrf.ts';
import type { Finding } from './finding.ts';

/**
 * The results of a run that was interrupted: the verdicts so far, and `error` for every other selected behaviour.
 */
export function resultsSoFar(
  selected: readonly DescribedEntry[],
  about: Omit<Parameters<typeof toResults>[1], 'timings' | 'stop'>,
): Results {
  const { run, start } = about;
  const records = readRecords(run.records);
  const findings = selected.map((entry) => findingOf(entry, records.get(entry.id)));
  const stop = Date.now();
  const { start: scenarioStarts, removal: scenarioRemovals } = readTimings(run.records);
  const timings = { ...run.preparation, specs: stop - start, scenarioStarts, behaviours: 0, scenarioRemovals };
  return toResults(findings, { ...about, timings, stop });
}

/** The finding of a behaviour without a report of Jest, which has its duration and its `describe`. */
function findingOf({ id, sentence, file, docs }: DescribedEntry, left: BehaviourRecord | undefined): Finding {
  const unjudged = {
    verdict: 'error',
    explanation: 'the run was interrupted before this behaviour was judged',
  } as const;
  const record = left ?? { id, sentence, docs, probes: [], repro: noRepro, ...unjudged };
  return { ...record, chapter: chapterOf(id), durationMs: 0, file, scenario: '' };
}
