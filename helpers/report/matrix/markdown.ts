import type { Verdict } from '../../behaviour/verdict.ts';
import type { ResultTest } from '../ctrf.ts';
import { printable } from '../terminal.ts';
import type { Column } from './column.ts';
import type { Chapter, Row } from './rows.ts';
import { instead, signs } from './words.ts';

/**
 * The matrix as Markdown, for a job's summary and for a page in a repository: a table, and below it what each engine
 * does instead. A behaviour that the engines do not agree on is set in bold.
 */
export function toMarkdown(columns: readonly Column[], chapters: readonly Chapter[], madeBy: string): string {
  const notes: string[] = [];
  const note = (told: string): string => {
    if (!notes.includes(told)) notes.push(told);
    return `<sup>${notes.indexOf(told) + 1}</sup>`;
  };
  const lines = [
    line(['', ...columns.map(({ name }) => `**${text(name)}**`)]),
    line(['---', ...columns.map(() => ':-:')]),
    ...chapters.flatMap(({ name, rows }) => [
      line([`**${text(name)}**`, ...columns.map(() => '')]),
      ...rows.map((row) => rowLine(row, columns, note)),
    ]),
    line(['*kept of all*', ...columns.map(keptOf)]),
    line(['*time*', ...columns.map(({ tookMs }) => (tookMs === undefined ? '' : `${(tookMs / 1000).toFixed(0)} s`))]),
  ];
  const problems = columns.filter(({ problem }) => problem !== undefined);
  return [
    `Made by \`${madeBy}\`.`,
    '',
    legend(columns),
    '',
    ...lines,
    '',
    ...problems.map(({ name, problem = '' }) => `${text(name)} did not run: ${text(problem)}\n`),
    ...notes.map((told, index) => `${index + 1}. ${told}`),
    '',
    '| | where it came from |',
    '| --- | --- |',
    ...columns.map(({ name, origin }) => line([text(name), origin.map(text).join('; ')])),
    '',
  ].join('\n');
}

function rowLine(
  { id, sentence, cells, differs }: Row,
  columns: readonly Column[],
  note: (told: string) => string,
): string {
  const told = cells.map((cell, index) => (cell ? cellText(cell, note) : columns[index]?.problem ? '' : '–'));
  const named = `${text(sentence)} <br><sub>${text(id)}</sub>`;
  return line([differs ? `**${text(sentence)}** <br><sub>${text(id)}</sub>` : named, ...told]);
}

function cellText(cell: ResultTest, note: (told: string) => string): string {
  const { verdict, difference } = cell.extra;
  if (verdict === 'passed') return signs.passed;
  const link = difference ? ` ([source](${difference.evidence}))` : '';
  const own = difference?.dockerSpecific ? ' The promise is Docker’s own.' : '';
  return `${signs[verdict]}${note(`${signs[verdict]} ${text(instead(cell))}${link}${own}`)}`;
}

function keptOf({ counts, tests, problem }: Column): string {
  if (problem !== undefined) return '';
  return `${counts.get('passed') ?? 0} of ${tests.size}`;
}

const meanings: readonly (readonly [Verdict, string])[] = [
  ['passed', 'kept'],
  ['known-difference', 'known to differ, and does so'],
  ['failed', 'broken'],
  ['error', 'nothing is known: the suite or the engine broke'],
  ['unsupported', 'cannot be shown there'],
];

function legend(columns: readonly Column[]): string {
  const seen = meanings.filter(([verdict]) => columns.some(({ counts }) => (counts.get(verdict) ?? 0) > 0));
  return `${seen.map(([verdict, meaning]) => `${signs[verdict]} ${meaning}`).join(' · ')}. In bold: the engines differ.`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Text of an engine or a container in a table of Markdown: it stays text, and in its cell. */
export function text(said: string): string {
  return printable(said)
    .replace(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|~#]/g, String.raw`\$&`);
}
