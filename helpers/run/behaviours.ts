import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DescribedEntry, catalogue, checkCatalogue } from '../behaviour/catalogue.ts';
import { chapterOf } from '../behaviour/chapters.ts';
import { UserError } from '../engine/user-error.ts';
import { behavioursPage } from '../report/behaviours.ts';
import { styled } from '../report/terminal.ts';

const PAGE = fileURLToPath(new URL('../../BEHAVIOURS.md', import.meta.url));

/** Prints the behaviours that the specs declare, or writes their page, or checks that it is current. */
export async function behaviours(what: 'print' | 'write' | 'check'): Promise<number> {
  const entries = catalogue();
  checkCatalogue(entries);
  const unsourced = entries.find(({ docs }) => !docs.startsWith('https://'));
  if (unsourced)
    throw new UserError(`The behaviour "${unsourced.id}" in ${unsourced.file} has no source: give it docs.`);
  if (what === 'write') writeFileSync(PAGE, behavioursPage(entries));
  else if (what === 'print') print(entries);
  else return check(entries);
  return 0;
}

function check(entries: readonly DescribedEntry[]): 0 | 1 {
  if (existsSync(PAGE) && readFileSync(PAGE, 'utf8') === behavioursPage(entries)) return 0;
  console.error('BEHAVIOURS.md differs from the specs: npm run behaviours -- --write updates it.');
  return 1;
}

function print(entries: readonly DescribedEntry[]): void {
  for (const chapter of new Set(entries.map(({ id }) => chapterOf(id)))) {
    const inside = entries.filter(({ id }) => chapterOf(id) === chapter);
    console.log(styled('bold', `${chapter}, ${inside.length}`));
    for (const { id, sentence, needs, docs } of inside) {
      console.log(`  ${sentence}  ${styled('dim', id)}`);
      console.log(styled('dim', `      ${needs.length > 0 ? `needs ${needs.join(', ')}; ` : ''}${docs}`));
    }
  }
  console.log(`${entries.length} behaviours`);
}
