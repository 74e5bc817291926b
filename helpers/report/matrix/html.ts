import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Verdict, verdicts } from '../../behaviour/verdict.ts';
import { describeOutcome } from '../../probe/outcome.ts';
import { printRequest, printVantagePoint } from '../../probe/request.ts';
import type { ResultTest } from '../ctrf.ts';
import { type Html, markup, page, prose, webAddress } from '../html/page.ts';
import { judgedText, wordOf } from '../headline.ts';
import { plural } from '../printed-values.ts';
import type { Column } from './column.ts';
import { COST_NOTE, costRows, figureText } from './cost.ts';
import { type Chapter, type Row, idsOf } from './rows.ts';
import { briefReason, reasonText } from '../reason.ts';
import { membersOf } from './fold.ts';
import { signs, tookText } from './signs.ts';

/** The matrix as a page: a row for each behaviour, a column for each engine, and details of each verdict on click. */
export function toHtml(columns: readonly Column[], chapters: readonly Chapter[], madeBy: string): string {
  const rows = chapters.flatMap((chapter) => chapter.rows);
  const differ = rows.filter(({ differs }) => differs).length;
  return page({
    title: 'Engines side by side',
    styles: readFileSync(fileURLToPath(new URL('matrix.css', import.meta.url)), 'utf8'),
    masthead: markup`<span><strong>docker-network-conformance</strong></span><span>made with <code>${madeBy}</code></span>`,
    body: markup`<main class="matrix">
<h1>${columns.flatMap(membersOf).length} engines, ${rows.length} behaviours, ${differ} differ</h1>
<p class="legend">${legend(columns)}</p>
<p class="screen-only"><label><input type="checkbox" id="differ"> only where the engines differ</label></p>
<div class="scroll" role="region" aria-label="The matrix" tabindex="0">
<table>
<thead><tr><th scope="col"><span class="visually-hidden">Behaviour</span></th>${columns.map(head)}</tr></thead>
${chapters.map((chapter, index) => body(chapter, index, columns))}
</table>
</div>
${cost(columns, chapters)}
${origins(columns)}
</main>`,
  });
}

function legend(columns: readonly Column[]): Html[] {
  const seen = verdicts.filter((verdict) => columns.some(({ counts }) => (counts.get(verdict) ?? 0) > 0));
  return seen.map((verdict) => markup`<span class="${verdict}">${sign(verdict)} ${wordOf(verdict)}</span> `);
}

function sign(verdict: Verdict): Html {
  return markup`<span class="mark" aria-hidden="true">${signs[verdict]}</span>`;
}

function head(column: Column): Html {
  const { name, origin, counts, coverage, problem } = column;
  const took = tookText(column);
  const counted = [...counts].filter(([, count]) => count > 0);
  return markup`<th scope="col"><strong>${name}</strong>
${name.includes(origin[0] ?? '') ? undefined : markup`<small>${origin[0]}</small>`}
${problem === undefined ? undefined : markup`<small class="failed problem">${problem}</small>`}
<small class="counts">${counted.map(([verdict, count]) => markup`<span class="${verdict}">${sign(verdict)}${count}<span class="visually-hidden"> ${wordOf(verdict)}</span></span> `)}</small>
${coverage && markup`<small>${judgedText(coverage)}</small>`}
${took && markup`<small>${took}</small>`}</th>`;
}

/** The figures of the engines, if there are any. */
function cost(columns: readonly Column[], chapters: readonly Chapter[]): Html | undefined {
  const rows = costRows(columns, idsOf(chapters));
  if (rows.length === 0) return undefined;
  return markup`<section class="cost"><h2>How the cost grows</h2>
<p class="muted">${COST_NOTE}</p>
<div class="scroll" role="region" aria-label="How the cost grows" tabindex="0"><table>
<thead><tr><td></td>${columns.map(({ name }) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(({ name, cells }) => markup`<tr><th scope="row">${name}</th>${cells.map((cell) => markup`<td class="number">${cell ? figureText(cell) : '–'}</td>`)}</tr>`)}</tbody>
</table></div></section>`;
}

function origins(columns: readonly Column[]): Html {
  return markup`<section class="origins"><h2>Origin of the columns</h2>
<table>${columns.flatMap(membersOf).map(({ name, origin }) => markup`<tr><th scope="row">${name}</th><td>${origin.join('; ')}</td></tr>`)}</table></section>`;
}

function body({ name, rows }: Chapter, index: number, columns: readonly Column[]): Html {
  const differs = rows.some((row) => row.differs) ? 'differs' : 'same';
  return markup`<tbody class="${differs}">
<tr><th scope="rowgroup" colspan="${columns.length + 1}" class="chapter">${name}</th></tr>
${rows.map((row, line) => tableRow(row, `${index}-${line}`, columns))}
</tbody>`;
}

function tableRow({ id, sentence, docs, cells, differs }: Row, place: string, columns: readonly Column[]): Html {
  const named = docs ? markup`<a href="${webAddress(docs)}">${prose(sentence)}</a>` : prose(sentence);
  return markup`<tr class="${differs ? 'differs' : 'same'}"><th scope="row">${named}<small class="mono">${id}</small></th>
${cells.map((cell, column) => tableCell(cell, `cell-${place}-${column}`, columns[column]))}</tr>`;
}

function tableCell(cell: ResultTest | undefined, id: string, column: Column | undefined): Html {
  const nothing = column?.problem === undefined ? 'not in this run' : 'no results of this engine';
  if (!cell) return markup`<td class="nothing"><span class="visually-hidden">${nothing}</span></td>`;
  const { verdict } = cell.extra;
  return markup`<td class="${verdict}"><button type="button" popovertarget="${id}">${sign(verdict)}<span class="visually-hidden">${wordOf(verdict)}: ${cell.name}, ${column?.name}</span></button>
<div popover id="${id}" class="${verdict}">${details(cell, column ? judgedOn(column) : '')}</div></td>`;
}

/** The engine that a verdict is of; of several that are alike, the first, whose requests are shown. */
function judgedOn(column: Column): string {
  const [first, ...others] = membersOf(column);
  return [first?.name, ...(others.length > 0 ? [`and ${plural(others.length, 'host')} like it`] : [])].join(', ');
}

/** The details of a verdict: the reason, and every request with its outcome. */
function details(cell: ResultTest, engine: string): Html {
  const { verdict, difference, evidence } = cell.extra;
  const reason = reasonText(cell.extra);
  const source =
    difference &&
    markup`<p><a href="${webAddress(difference.evidence)}">Source</a>${difference.dockerSpecific ? '; the promise is Docker’s own' : ''}</p>`;
  return markup`<p class="muted">${engine}</p>
<p><strong>${prose(cell.name)}</strong></p>
<p>${sign(verdict)} ${wordOf(verdict)}${verdict === 'passed' ? '' : markup`: ${prose(briefReason(cell.extra))}`}</p>
${source}
${reason === undefined ? undefined : markup`<pre>${reason}</pre>`}
${evidence.length === 0 ? undefined : markup`<ol>${evidence.map((outcome) => markup`<li>${printVantagePoint(outcome.from)}: <code>${printRequest(outcome.request)}</code><br>${describeOutcome(outcome)} <span class="muted">${outcome.tookMs} ms</span></li>`)}</ol>`}`;
}
