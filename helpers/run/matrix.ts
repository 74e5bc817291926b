import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { catalogue } from '../behaviour/catalogue.ts';
import { failing } from '../behaviour/verdict.ts';
import { countsText } from '../report/headline.ts';
import { toJson } from '../report/json.ts';
import { type Column, type Failure, type Source, columnsOf } from '../report/matrix/column.ts';
import { toHtml } from '../report/matrix/html.ts';
import { toMarkdown } from '../report/matrix/markdown.ts';
import { chaptersOf } from '../report/matrix/rows.ts';
import { readResults } from '../report/read.ts';
import { printable, styled } from '../report/terminal.ts';
import { makeReportFolder } from '../report/write.ts';
import { plural } from '../report/words.ts';
import type { CoverageOption } from '../report/coverage-file.ts';
import { checkCoverageFile, coverageOfAll } from './coverage.ts';
import { startSuite } from './suite-run.ts';
import { Interruption } from './interruption.ts';
import { OWN_ENGINE } from './own-engine.ts';
import { Steps } from './progress.ts';
import { selected } from './selection.ts';

/** The options of npm run matrix. */
interface MatrixOptions {
  /** The engines to run, in the order of the columns; `own` is the one that is found. */
  readonly engines: readonly string[];
  /** Saved results, which are read instead of running anything. */
  readonly from: readonly string[];
  readonly report: string;
  /** Only these behaviours, and those of these chapters; all where both are empty. */
  readonly behaviours: readonly string[];
  readonly chapters: readonly string[];
  /** The coverage file, with which the engines are compared. */
  readonly coverage: CoverageOption | undefined;
  /** The arguments of the command, which the matrix quotes. */
  readonly args: readonly string[];
}

/** npm run matrix: the suite on several engines, one after another, or saved results side by side. */
export async function matrix(options: MatrixOptions): Promise<number> {
  selected({ ...options, security: false }, catalogue());
  checkCoverageFile(options.coverage);
  for (const engine of options.from.length > 0 ? [] : options.engines)
    checkCoverageFile(options.coverage, engine === OWN_ENGINE ? {} : { suite: engine });
  makeReportFolder(options.report);
  const interruption = new Interruption();
  const sources =
    options.from.length > 0
      ? options.from.map((file) => ({ file, results: readResults(file) }))
      : await runAll(options, interruption);
  const columns = columnsOf(sources);
  if (columns.length > 0) write(options.report, columns, commandWith(options.args));
  if (interruption.exitCode !== undefined) return interruption.exitCode;
  // nothing was judged
  if (columns.every(({ problem }) => problem !== undefined)) return 2;
  const results = sources.flatMap((source) => ('results' in source ? [source.results] : []));
  const shrank = coverageOfAll(options.coverage, results);
  return columns.every(isGood) ? shrank : 1;
}

/** The command, for readers of the matrix elsewhere: without the folders of this machine. */
function commandWith(args: readonly string[]): string {
  const ours = new Set(['--report', '--coverage', '--write-coverage']);
  const isOurs = (word: string): boolean => ours.has(word.replace(/=.*/, ''));
  const quoted = args.filter((word, index) => !isOurs(word) && !ours.has(args[index - 1] ?? ''));
  const words = quoted.map((word) => (word.endsWith('.json') ? basename(word) : word));
  return ['npm run matrix', ...(words.length > 0 ? ['--', ...words] : [])].join(' ');
}

/** Runs the suite on each engine. One that does not start gets a column with the reason, and the others go on. */
async function runAll(options: MatrixOptions, interruption: Interruption): Promise<(Source | Failure)[]> {
  const folder = join(options.report, 'matrix');
  mkdirSync(folder, { recursive: true });
  const sources: (Source | Failure)[] = [];
  const selection = [
    ...options.behaviours.flatMap((id) => ['--behaviour', id]),
    ...options.chapters.flatMap((name) => ['--chapter', name]),
  ];
  const steps = new Steps(options.engines.length);
  for (const engine of options.engines) {
    steps.begin(engine);
    const source = await runOn(engine, selection, folder, interruption);
    if (interruption.signal) break;
    sources.push(source);
    steps.end(outcomeOf(source));
  }
  steps.close();
  return sources;
}

async function runOn(
  engine: string,
  selection: readonly string[],
  folder: string,
  interruption: Interruption,
): Promise<Source | Failure> {
  const run = startSuite(
    [...(engine === OWN_ENGINE ? [] : ['--engine', engine]), ...selection],
    engine === OWN_ENGINE ? { ENGINE: 'off' } : {},
  );
  interruption.watch(run.process);
  const { results, output } = await run.ended;
  if (!results) return { engine, problem: printable(output.trim().split('\n').at(-1) ?? '') || 'it printed nothing' };
  const file = join(folder, `${engine.replaceAll(':', '-')}.json`);
  writeFileSync(file, toJson(results));
  return { file, results };
}

function outcomeOf(source: Source | Failure): string {
  const [{ name, tookMs = 0 }] = columnsOf([source]) as [Column];
  if ('problem' in source) return `${styled('red', '✕')} ${name} did not run: ${source.problem}`;
  const { tests } = source.results.results;
  const wrong = tests.filter(({ extra }) => failing.includes(extra.verdict));
  const lines = wrong.map(({ name: sentence, message, extra }) =>
    printable(`  ✕ ${sentence}  ${extra.id}, ${extra.verdict}\n      ${message?.replaceAll('\n', '\n      ')}`),
  );
  return [
    `${name}, ${(tookMs / 1000).toFixed(0)} s: ${countsText(tests.map(({ extra }) => extra.verdict))}`,
    ...lines,
  ].join('\n');
}

function isGood({ counts, problem }: Column): boolean {
  return problem === undefined && [...counts].every(([verdict, count]) => count === 0 || !failing.includes(verdict));
}

function write(folder: string, columns: readonly Column[], madeBy: string): void {
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
  console.log(`${plural(rows.length, 'behaviour')} on ${plural(columns.length, 'engine')}; they differ in ${differ}.`);
  console.log(`Matrix: ${files.map(([name]) => join(folder, name)).join(', ')}`);
}
