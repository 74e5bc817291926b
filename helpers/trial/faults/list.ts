import { byChapter } from '../../report/chapters.ts';
import { indented, styled } from '../../report/terminal.ts';
import { plural } from '../../report/printed-values.ts';
import { type ChapterSelection, type ListedFault, behavioursFor, expectedUnder } from './index.ts';
import { staleNotice } from './page.ts';

/** Prints faults by chapter: what must notice each, and which of them FAULTS.md lacks. */
export function listFaults(listed: readonly ListedFault[], selection: ChapterSelection): number {
  for (const [chapter, inside] of byChapter(listed, (fault) => fault.chapter)) {
    console.log(styled('bold', `${chapter}, ${inside.length}`));
    for (const fault of inside) {
      const judged = new Set(behavioursFor(fault, selection));
      const ids = expectedUnder(fault).fail.filter((id) => judged.has(id));
      const where = fault.kind === 'api' ? 'API' : fault.where === 'lab' ? 'hosts of a lab' : "engine's host";
      console.log(indented(`${fault.name}  ${styled('dim', where)}`, 2));
      console.log(
        indented(styled('dim', `${plural(judged.size, 'behaviour')} judged, must fail: ${ids.join(', ')}`), 6),
      );
    }
  }
  console.log(plural(listed.length, 'fault'));
  const notice = staleNotice();
  if (notice !== undefined) console.log(notice);
  return 0;
}
