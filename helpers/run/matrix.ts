import { appendFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { catalogue } from '../behaviour/catalogue.ts';
import { failing } from '../behaviour/verdict.ts';
import { isLocation } from '../engine/engine-name.ts';
import { suiteCommand } from '../engine/suite-command.ts';
import { type Column, columnsOf } from '../report/matrix/column.ts';
import { folded, foldedText, membersOf } from '../report/matrix/fold.ts';
import { toHtml } from '../report/matrix/html.ts';
import { toMarkdown } from '../report/matrix/markdown.ts';
import { chaptersOf } from '../report/matrix/rows.ts';
import { readResults } from '../report/read.ts';
import { makeReportFolder } from '../report/write.ts';
import { plural } from '../report/printed-values.ts';
import type { CoverageOption } from '../report/coverage-file.ts';
import { checkCoverageFile, coverageOfAll } from './coverage.ts';
import type { MatrixEngine } from './engines-file.ts';
import { runFleet } from './fleet.ts';
import { Interruption } from './interruption.ts';
import { OWN_ENGINE } from './own-engine.ts';
import { selected } from './selection.ts';

/** The options of npm run matrix. */
interface MatrixOptions {
  /** The engines to run, in the order of the columns. */
  readonly engines: readonly MatrixEngine[];
  /** How many engines of other machines run at once. */
  readonly atOnce: number;
  /** How long the run on one engine may take. */
  readonly limitMs: number;
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

/** npm run matrix: the suite on several engines, or saved results side by side. */
export async function matrix(options: MatrixOptions): Promise<number> {
  selected({ ...options, security: false }, catalogue());
  checkCoverageFile(options.coverage);
  for (const { name } of options.from.length > 0 ? [] : options.engines)
    checkCoverageFile(options.coverage, name === OWN_ENGINE || isLocation(name) ? {} : { suite: name });
  makeReportFolder(options.report);
  const interruption = new Interruption();
  const sources =
    options.from.length > 0
      ? options.from.map((file) => ({ file, results: readResults(file) }))
      : await runFleet(
          { ...options, selection: selectionOf(options), folder: join(options.report, 'matrix') },
          interruption,
        );
  const columns = columnsOf(sources);
  if (columns.length > 0) write(options.report, folded(columns), commandWith(options.args));
  if (interruption.exitCode !== undefined) return interruption.exitCode;
  // nothing was judged
  if (columns.every(({ problem }) => problem !== undefined)) return 2;
  const results = sources.flatMap((source) => ('results' in source ? [source.results] : []));
  const shrank = coverageOfAll(options.coverage, results);
  return columns.every(isGood) ? shrank : 1;
}

function selectionOf({ behaviours, chapters }: MatrixOptions): string[] {
  return [...behaviours.flatMap((id) => ['--behaviour', id]), ...chapters.flatMap((name) => ['--chapter', name])];
}

/** The command, for readers of the matrix elsewhere: without the folders of this machine. */
function commandWith(args: readonly string[]): string {
  const ours = new Set(['--report', '--coverage', '--write-coverage']);
  const isOurs = (word: string): boolean => ours.has(word.replace(/=.*/, ''));
  const quoted = args.filter((word, index) => !isOurs(word) && !ours.has(args[index - 1] ?? ''));
  const words = quoted.map((word, index) => {
    if (word.endsWith('.json') || quoted[index - 1] === '--engines') return basename(word);
    return word.startsWith('--engines=') ? `--engines=${basename(word)}` : word;
  });
  return suiteCommand('matrix', words.join(' '));
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
  const group = foldedText(columns);
  if (group) console.log(group);
  const engines = columns.flatMap(membersOf);
  console.log(`${plural(rows.length, 'behaviour')} on ${plural(engines.length, 'engine')}; they differ in ${differ}.`);
  console.log(`Matrix: ${files.map(([name]) => join(folder, name)).join(', ')}`);
}
