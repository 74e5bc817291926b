import { type Change, changesBetween, kinds } from '../report/compare.ts';
import { type Column, columnsOf } from '../report/matrix/column.ts';
import { readResults } from '../report/read.ts';
import { indented, labelled, printable, styled } from '../report/terminal.ts';

/** Prints what changes between two saved runs, as when an engine is upgraded. Gives 1 where something is worse. */
export async function compare(...files: readonly [before: string, after: string]): Promise<number> {
  const [before, after] = columnsOf(files.map((file) => ({ file, results: readResults(file) }))) as [Column, Column];
  const changes = changesBetween(before, after);
  console.log(indented(styled('bold', `From ${before.name} to ${after.name}`), 0));
  console.log(indented(styled('dim', `${before.origin.join('; ')}\n${after.origin.join('; ')}`), 0));
  for (const [kind, meaning] of kinds)
    print(
      meaning,
      changes.filter((change) => change.kind === kind),
    );
  const worse = changes.filter(({ kind }) => kind === 'no-longer-passed' || kind === 'now-error').length;
  const same = [...after.tests.keys()].filter((id) => !changes.some((change) => change.id === id)).length;
  console.log(`\n${same} behaviours unchanged, ${changes.length} changed, ${worse} of them for the worse.`);
  return worse > 0 ? 1 : 0;
}

function print(meaning: string, changes: readonly Change[]): void {
  if (changes.length === 0) return;
  console.log(`\n${styled('bold', `${meaning}: ${changes.length}`)}`);
  for (const { id, sentence, from, to } of changes) {
    console.log(indented(`${printable(sentence)}  ${styled('dim', printable(id))}`, 2));
    console.log(labelled('before', printable(from), 6, 8));
    console.log(labelled('after', printable(to), 6, 8));
  }
}
