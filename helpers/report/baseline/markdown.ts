import type { Results } from '../ctrf.ts';
import { text } from '../matrix/markdown.ts';
import type { ComparedBaseline } from './facts.ts';
import { type BaselineList, baselineCounts, baselineLists, baselineName, baselineRemarks } from './baseline-lists.ts';

/** How many behaviours of a list are named that does not fail the run. */
const NAME_LIMIT = 40;

/** A run beside its baseline, for a job's summary. */
export function baselineMarkdown(compared: ComparedBaseline, found: Results): string[] {
  const lists = baselineLists(compared, found);
  return [
    `Compared with ${text(baselineName(compared))}: **${text(baselineCounts(lists))}**.`,
    '',
    ...baselineRemarks(compared, found).flatMap((remark) => [text(remark), '']),
    ...lists.flatMap(listLines),
  ];
}

function listLines({ fails, heading, behaviours }: BaselineList): string[] {
  const limit = fails ? behaviours.length : NAME_LIMIT;
  const more = behaviours.length - limit;
  return [
    `### ${text(capital(heading))}`,
    '',
    ...behaviours.slice(0, limit).map(({ id, sentence, note }) => `- ${text(sentence)} (${text(id)}): ${text(note)}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
    '',
  ];
}

function capital(heading: string): string {
  return heading.slice(0, 1).toUpperCase() + heading.slice(1);
}
