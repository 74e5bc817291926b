import type { Verdict } from '../../behaviour/verdict.ts';
import type { ResultTest } from '../ctrf.ts';
import { printable } from '../terminal.ts';
import type { Column } from './column.ts';
import { COST_NOTE, costRows, figureText } from './cost.ts';
import { type Chapter, type Row, idsOf } from './rows.ts';
import { briefReason } from '../reason.ts';
import { membersOf } from './fold.ts';
import { signs, tookText } from './signs.ts';

/**
 * The matrix as Markdown, for a job's summary and for a page in a repository: a table, and below it what each engine
 * does instead. A behaviour in which the engines differ is in bold.
 */
export function toMarkdown(columns: readonly Column[], chapters: readonly Chapter[], madeBy: string): string {
  const notes: string[] = [];
  const note = (noted: string): string => {
    if (!notes.includes(noted)) notes.push(noted);
    return `<sup>${notes.indexOf(noted) + 1}</sup>`;
  };
  const lines = [
    line(['', ...columns.map(headOf)]),
    line(['---', ...columns.map(() => ':-:')]),
    ...chapters.flatMap(({ name, rows }) => [
      line([`**${text(name)}**`, ...columns.map(() => '')]),
      ...rows.map((row) => rowLine(row, columns, note)),
    ]),
    line(['*passed of all*', ...columns.map(passedOf)]),
    line(['*judged of all*', ...columns.map(judgedOf)]),
    line(['*time*', ...columns.map(tookText)]),
  ];
  const problems = columns.filter(({ problem }) => problem !== undefined);
  return [
    `Made with \`${madeBy}\`.`,
    '',
    legend(columns),
    '',
    ...lines,
    '',
    ...problems.map(({ name, problem = '' }) => `${text(name)} has no results: ${text(problem)}\n`),
    ...notes.map((noted, index) => `${index + 1}. ${noted}`),
    '',
    ...costLines(columns, chapters),
    '| | origin |',
    '| --- | --- |',
    ...columns.flatMap(membersOf).map(({ name, origin }) => line([text(name), origin.map(text).join('; ')])),
    '',
  ].join('\n');
}

function headOf({ name, engine, alike, origin }: Column): string {
  return `**${text(name)}**${alike && name === engine ? ` <br>${text(origin[0] ?? '')}` : ''}`;
}

/** The figures of the engines, if there are any. */
function costLines(columns: readonly Column[], chapters: readonly Chapter[]): string[] {
  const rows = costRows(columns, idsOf(chapters));
  if (rows.length === 0) return [];
  return [
    '## How the cost grows',
    '',
    COST_NOTE,
    '',
    line(['', ...columns.map(headOf)]),
    line(['---', ...columns.map(() => '--:')]),
    ...rows.map(({ name, cells }) => line([text(name), ...cells.map((cell) => (cell ? figureText(cell) : '–'))])),
    '',
  ];
}

function rowLine(
  { id, sentence, cells, differs }: Row,
  columns: readonly Column[],
  note: (text: string) => string,
): string {
  const shown = cells.map((cell, index) => (cell ? cellText(cell, note) : columns[index]?.problem ? '' : '–'));
  const named = `${text(sentence)} <br><sub>${text(id)}</sub>`;
  return line([differs ? `**${text(sentence)}** <br><sub>${text(id)}</sub>` : named, ...shown]);
}

function cellText(cell: ResultTest, note: (text: string) => string): string {
  const { verdict, difference } = cell.extra;
  if (verdict === 'passed') return signs.passed;
  const link = difference ? ` ([source](${difference.evidence}))` : '';
  const own = difference?.dockerSpecific ? ' Docker’s own promise.' : '';
  return `${signs[verdict]}${note(`${signs[verdict]} ${text(briefReason(cell.extra))}${link}${own}`)}`;
}

function passedOf({ counts, tests, problem }: Column): string {
  if (problem !== undefined) return '';
  return `${counts.get('passed') ?? 0} of ${tests.size}`;
}

function judgedOf({ coverage, problem }: Column): string {
  return problem !== undefined || !coverage ? '' : `${coverage.judged} of ${coverage.all}`;
}

const meanings: readonly (readonly [Verdict, string])[] = [
  ['passed', 'passed'],
  ['known-difference', 'known difference'],
  ['failed', 'failed'],
  ['error', 'error: the suite or the engine broke'],
  ['unsupported', 'not supported there'],
];

function legend(columns: readonly Column[]): string {
  const seen = meanings.filter(([verdict]) => columns.some(({ counts }) => (counts.get(verdict) ?? 0) > 0));
  if (seen.length === 0) return 'No engine ran.';
  return `${seen.map(([verdict, meaning]) => `${signs[verdict]} ${meaning}`).join(' · ')}. In bold: the engines differ.`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Code in a sentence, of characters that end neither it nor its cell. */
const CODE = /`[\w./:=![\]-]+(?: [\w./:=![\]-]+)*`/g;

/** Text of an engine or a container in a Markdown table: it stays text, and in its cell. */
export function text(raw: string): string {
  const oneLine = printable(raw).replace(/\s+/g, ' ');
  const code = oneLine.match(CODE) ?? [];
  return oneLine
    .split(CODE)
    .map((part, index) => `${escaped(part)}${code[index] ?? ''}`)
    .join('');
}

function escaped(part: string): string {
  return part
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|~#]/g, String.raw`\$&`);
}
