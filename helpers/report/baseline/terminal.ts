import type { Results } from '../ctrf.ts';
import { indented, labelled, printable, styled } from '../terminal.ts';
import { markOf } from '../verdict-mark.ts';
import type { BaselineKind, ComparedBaseline } from './facts.ts';
import { type BaselineList, baselineCounts, baselineLists, baselineName, baselineRemarks } from './baseline-lists.ts';

/** How many behaviours of a list are printed that does not fail the run. */
const NAME_LIMIT = 40;

const marks: Record<BaselineKind, Parameters<typeof markOf>[0]> = {
  'new-failure': 'failed',
  required: 'failed',
  mended: 'passed',
  'old-failure': 'known-difference',
  'not-judged-before': 'unsupported',
  'not-judged-now': 'unsupported',
};

/** A run beside its baseline, for the terminal: the lists, then the counts in one line. */
export function baselineText(compared: ComparedBaseline, found: Results): string {
  const lists = baselineLists(compared, found);
  const remarks = baselineRemarks(compared, found).map((remark) => indented(printable(remark), 0));
  const title = `Compared with ${baselineName(compared)}: ${baselineCounts(lists)}`;
  return [...lists.map(listText), ...(remarks.length > 0 ? [remarks.join('\n')] : []), styled('bold', printable(title))]
    .filter(Boolean)
    .join('\n\n');
}

function listText({ kind, fails, heading, behaviours }: BaselineList): string {
  const limit = fails ? behaviours.length : NAME_LIMIT;
  const column = Math.max(...behaviours.slice(0, limit).map(({ id }) => id.length)) + 2;
  const lines = behaviours
    .slice(0, limit)
    .map(({ id, sentence, note }) => labelled(id, printable(`${sentence} (${note})`), 2, column));
  const more = behaviours.length - lines.length;
  return [
    `${markOf(marks[kind])} ${styled('bold', heading)}`,
    ...lines,
    ...(more > 0 ? [`  and ${more} more, which are in the report`] : []),
  ].join('\n');
}
