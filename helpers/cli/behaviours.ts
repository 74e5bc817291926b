import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type DescribedEntry, catalogue, checkCatalogue } from '../behaviour/catalogue.ts';
import { chapterOf } from '../behaviour/chapters.ts';
import { UserError } from '../engine/user-error.ts';
import { behavioursPage } from '../report/behaviours.ts';
import { styled } from '../report/terminal.ts';
import { main } from './main.ts';

const PAGE = fileURLToPath(new URL('../../BEHAVIOURS.md', import.meta.url));

const USAGE = `npm run behaviours [-- OPTION]
  --write   write BEHAVIOURS.md
  --check   fail where BEHAVIOURS.md is not current`;

/** npm run behaviours: what the suite judges, read from the specs. */
async function behaviours(): Promise<number> {
  const { write, check } = options();
  const entries = catalogue();
  checkCatalogue(entries);
  const unsourced = entries.find(({ docs }) => !docs.startsWith('https://'));
  if (unsourced)
    throw new UserError(`The behaviour "${unsourced.id}" in ${unsourced.file} has no source: give it docs.`);
  if (write) writeFileSync(PAGE, behavioursPage(entries));
  else if (check) assertCurrent(entries);
  else print(entries);
  return 0;
}

function assertCurrent(entries: readonly DescribedEntry[]): void {
  if (!existsSync(PAGE) || readFileSync(PAGE, 'utf8') !== behavioursPage(entries))
    throw new UserError('BEHAVIOURS.md is not what the specs say: npm run behaviours -- --write brings it up to date.');
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

function options(): { write?: boolean; check?: boolean } {
  try {
    return parseArgs({ options: { write: { type: 'boolean' }, check: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new UserError(`${(error as Error).message.split(/\.\s/)[0]}; the options are:\n${USAGE}`);
  }
}

await main(behaviours);
