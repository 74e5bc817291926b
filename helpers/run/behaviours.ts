import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DescribedEntry, catalogue, checkCatalogue } from '../behaviour/catalogue.ts';
import { chapterOf } from '../behaviour/chapters.ts';
import { printProblem } from '../behaviour/problem.ts';
import { behavioursPage } from '../report/behaviours.ts';
import { byChapter } from '../report/chapters.ts';
import { indented, styled } from '../report/terminal.ts';

const PAGE = fileURLToPath(new URL('../../BEHAVIOURS.md', import.meta.url));

/** Prints the behaviours that the specs declare, or writes their page, or checks them and that the page is current. */
export async function behaviours(what: 'print' | 'write' | 'check'): Promise<number> {
  const entries = catalogue();
  checkCatalogue(entries);
  if (what === 'write') writeFileSync(PAGE, behavioursPage(entries));
  else if (what === 'print') print(entries);
  else return await check(entries);
  return 0;
}

async function check(entries: readonly DescribedEntry[]): Promise<0 | 1> {
  // these parse the specs, for which the package has no parser
  const [{ catalogueProblems }, { specFiles }, { vacuousProblems }] = await Promise.all([
    import('../behaviour/catalogue-lint.ts'),
    import('../behaviour/read-catalogue.ts'),
    import('../behaviour/vacuous-lint.ts'),
  ]);
  const problems = [...catalogueProblems(entries), ...vacuousProblems(specFiles())].map(printProblem);
  if (!existsSync(PAGE) || readFileSync(PAGE, 'utf8') !== behavioursPage(entries))
    problems.push('BEHAVIOURS.md differs from the specs: npm run behaviours -- --write updates it.');
  for (const problem of problems) console.error(problem);
  return problems.length === 0 ? 0 : 1;
}

function print(entries: readonly DescribedEntry[]): void {
  for (const [chapter, inside] of byChapter(entries, ({ id }) => chapterOf(id))) {
    console.log(styled('bold', `${chapter}, ${inside.length}`));
    for (const { id, sentence, needs, docs } of inside) {
      console.log(indented(`${sentence}  ${styled('dim', id)}`, 2));
      console.log(indented(styled('dim', `${needs.length > 0 ? `needs ${needs.join(', ')}; ` : ''}${docs}`), 6));
    }
  }
  console.log(`${entries.length} behaviours`);
}
