import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { catalogue } from '../behaviour/catalogue.ts';
import { bad } from '../report/headline.ts';
import { toJson } from '../report/json.ts';
import { type Column, type Failure, type Source, columnsOf } from '../report/matrix/column.ts';
import { toHtml } from '../report/matrix/html.ts';
import { toMarkdown } from '../report/matrix/markdown.ts';
import { chaptersOf } from '../report/matrix/rows.ts';
import { readResults } from '../report/read.ts';
import { closing, printable, styled } from '../report/terminal.ts';
import { startSuite } from '../run/suite-run.ts';
import { Interruption } from '../run/interruption.ts';
import { main } from './main.ts';
import { type MatrixOptions, OWN, parseMatrixOptions } from './matrix-options.ts';

/** npm run matrix: the suite on several engines, one after another, or saved results of it, side by side. */
async function matrix(): Promise<number> {
  const args = process.argv.slice(2);
  const options = parseMatrixOptions(args);
  const interruption = new Interruption();
  const sources =
    options.from.length > 0
      ? options.from.map((file) => ({ file, results: readResults(file) }))
      : await runAll(options, interruption);
  const columns = columnsOf(sources);
  if (columns.length > 0) write(options.report, columns, commandWith(args));
  return interruption.exitCode ?? (columns.every(isGood) ? 0 : 1);
}

/** The command, for who reads the matrix elsewhere: where this machine keeps its files does not concern them. */
function commandWith(args: readonly string[]): string {
  const words = args.map((word) => (word.endsWith('.json') ? basename(word) : word));
  return ['npm run matrix', ...(words.length > 0 ? ['--', ...words] : [])].join(' ');
}

/** The suite on each engine; one that does not come up has a column that says why, and the others go on. */
async function runAll(options: MatrixOptions, interruption: Interruption): Promise<(Source | Failure)[]> {
  const folder = join(options.report, 'matrix');
  mkdirSync(folder, { recursive: true });
  const sources: (Source | Failure)[] = [];
  for (const engine of options.engines) {
    const source = await runOn(engine, options.selection, folder, interruption);
    if (interruption.signal) break;
    sources.push(source);
    tell(source);
  }
  return sources;
}

async function runOn(
  engine: string,
  selection: readonly string[],
  folder: string,
  interruption: Interruption,
): Promise<Source | Failure> {
  const run = startSuite(
    [...(engine === OWN ? [] : ['--engine', engine]), ...selection],
    engine === OWN ? { ENGINE: 'off' } : {},
  );
  interruption.watch(run.process);
  const { results, output } = await run.ended;
  if (!results) return { engine, problem: printable(output.trim().split('\n').at(-1) ?? '') || 'it said nothing' };
  const file = join(folder, `${engine.replaceAll(':', '-')}.json`);
  writeFileSync(file, toJson(results));
  return { file, results };
}

function tell(source: Source | Failure): void {
  const [{ name, tookMs = 0 }] = columnsOf([source]) as [Column];
  if ('problem' in source) {
    console.log(`${styled('red', '✕')} ${name} did not run: ${source.problem}`);
    return;
  }
  const { tests } = source.results.results;
  console.log(`${name}, ${(tookMs / 1000).toFixed(0)} s: ${closing(tests.map(({ extra }) => extra))}`);
  for (const { name: sentence, extra } of tests) {
    if (bad.includes(extra.verdict))
      console.log(
        printable(
          `  ✕ ${sentence}  ${extra.id}, ${extra.verdict}\n      ${extra.reason?.replaceAll('\n', '\n      ')}`,
        ),
      );
  }
}

function isGood({ counts, problem }: Column): boolean {
  return problem === undefined && [...counts].every(([verdict, count]) => count === 0 || !bad.includes(verdict));
}

function write(folder: string, columns: readonly Column[], madeBy: string): void {
  mkdirSync(folder, { recursive: true });
  const chapters = chaptersOf(
    columns,
    catalogue().map(({ id }) => id),
  );
  const markdown = `# The engines side by side\n\n${toMarkdown(columns, chapters, madeBy)}`;
  const files = [
    ['matrix.html', toHtml(columns, chapters, madeBy)],
    ['matrix.md', markdown],
  ] as const;
  for (const [name, content] of files) writeFileSync(join(folder, name), content);
  const summary = process.env['GITHUB_STEP_SUMMARY'];
  if (summary) appendFileSync(summary, markdown);
  const rows = chapters.flatMap((chapter) => chapter.rows);
  const differ = rows.filter(({ differs }) => differs).length;
  console.log(
    `${counted(rows.length, 'behaviour')} on ${counted(columns.length, 'engine')}; they differ in ${differ}.`,
  );
  console.log(`Matrix: ${files.map(([name]) => join(folder, name)).join(', ')}`);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

await main(matrix);
