import { type Verdict, verdicts } from '../../behaviour/verdict.ts';
import type { ResultTest } from '../ctrf.ts';
import { judgedText, wordOf } from '../headline.ts';
import { type Html, markup, prose, sitePage } from '../html/page.ts';
import type { Chapter, Row } from '../matrix/rows.ts';
import { signs } from '../matrix/signs.ts';
import { plural } from '../printed-values.ts';
import { type SiteContext, masthead, pageName } from './behaviour-page.ts';
import { day } from './day.ts';
import type { SiteEngine } from './engines.ts';
import type { Changed } from './history.ts';

/** How many changes are listed: the page of a behaviour has all of its own. */
const CHANGES_LIMIT = 12;

/** More engines than this have their names upright, so that the table fits. */
const LEVEL_LIMIT = 12;

/** The first page: every behaviour on every engine. */
export function indexPage(chapters: readonly Chapter[], context: SiteContext): string {
  const { engines, history } = context;
  const rows = chapters.flatMap((chapter) => chapter.rows);
  const differ = rows.filter(({ differs }) => differs).length;
  const title = `${plural(rows.length, 'behaviour')} of container networks on ${plural(engines.length, 'engine')}`;
  const body = markup`<main>
<h1>${title}</h1>
<p class="lead">What Docker’s documentation promises, and what each engine does. The engines differ in ${differ === 0 ? 'no behaviour' : plural(differ, 'behaviour')}.</p>
${overview(engines)}
${changed(history.newest)}
${filters(rows.length)}
<div class="columns">
<nav aria-label="Chapters" class="screen-only">${chapters.map(({ name, rows: inside }) => markup`<a href="#chapter-${name}">${name}<span class="count">${inside.length}</span></a>`)}</nav>
<div class="chapters"><p class="legend">${legend(engines)}</p>
<table class="verdicts${engines.length > LEVEL_LIMIT && ' many'}"><caption class="visually-hidden">The verdict on each behaviour, by engine</caption>
${head(engines)}
${chapters.map((chapter) => chapterBody(chapter, engines))}
</table><p class="nothing muted" hidden>No matching behaviour.</p></div>
</div>
<footer><p>For programs: <a href="latest.json">latest.json</a>${history.since && markup`; earlier matrices since ${day(history.since)} are in <code>runs/</code>`}.</p></footer>
</main>`;
  return sitePage({ title: `${title} · docker-network-conformance`, masthead: masthead(context, ''), body, root: '' });
}

/** The engines, each with its verdicts as parts of a bar. */
function overview(engines: readonly SiteEngine[]): Html {
  const lines = engines.map(({ name, counts, coverage, os, kernel, date }) => {
    const found = [...counts].filter(([, count]) => count > 0);
    const words = found.map(
      ([verdict, count]) =>
        markup`<span class="${verdict}"><span class="mark" aria-hidden="true">${signs[verdict]}</span> ${count} ${wordOf(verdict, count)}</span> `,
    );
    return markup`<tr><th scope="row">${name}<small>${os}, kernel ${kernel.split('-')[0]}; ${day(date)}</small></th><td>${bar(found)}<p class="legend">${words}${coverage && markup`<span>${judgedText(coverage)}</span>`}</p></td></tr>
`;
  });
  return markup`<table class="overview"><caption class="visually-hidden">The engines</caption>${lines}</table>`;
}

function bar(counts: readonly (readonly [Verdict, number])[]): Html {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  let from = 0;
  const parts = counts.map(([verdict, count]) => {
    const x = from;
    from += count;
    return markup`<rect class="${verdict}" x="${percent(x / total)}" width="${percent(count / total)}" height="100%"/>`;
  });
  return markup`<svg class="bar" width="100%" height="6" aria-hidden="true">${parts}</svg>`;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(2)}%`;
}

/** The verdicts that changed with the newest matrix. */
function changed(changes: readonly Changed[]): Html | undefined {
  if (changes.length === 0) return undefined;
  const lines = changes
    .slice(0, CHANGES_LIMIT)
    .map(
      ({ id, sentence, before, after }) =>
        markup`<li class="${after.verdict}"><span class="mark" aria-hidden="true">${signs[after.verdict]}</span><span><a href="${pageName(id)}">${prose(sentence)}</a><span class="brief">${after.name}: ${wordOf(after.verdict)}, was ${wordOf(before.verdict)} on ${day(before.date)}${before.name !== after.name && ` (${before.name})`}</span></span></li>`,
    );
  const more = changes.length - CHANGES_LIMIT;
  return markup`<section class="changed"><h2>Changed with this matrix <small>${plural(changes.length, 'verdict')}</small></h2><ul class="wrong">${lines}${more > 0 && markup`<li><span></span><span>and ${more} more</span></li>`}</ul></section>`;
}

function filters(total: number): Html {
  return markup`<form class="filters screen-only" role="search"><label class="text"><span class="visually-hidden">Search</span><input type="search" name="text" placeholder="word or id" autocomplete="off"></label><label class="differ"><input type="checkbox" name="differ" id="differ"> only where the engines differ</label><output>${plural(total, 'behaviour')}</output></form>`;
}

/** What each verdict means, for readers who know nothing of the suite. */
const meanings: Record<Verdict, string> = {
  passed: 'the engine keeps the promise',
  failed: 'it breaks the promise',
  error: 'the suite or the engine broke, and nothing is known',
  'known-difference': 'it does something else, as documented or reported',
  'unexpected-pass': 'it keeps a promise that it was known to break',
  unsupported: 'cannot be judged there',
  disabled: 'not judged',
};

function legend(engines: readonly SiteEngine[]): Html[] {
  const seen = verdicts.filter((verdict) => engines.some(({ counts }) => (counts.get(verdict) ?? 0) > 0));
  return seen.map(
    (verdict) =>
      markup`<span class="${verdict}"><span class="mark" aria-hidden="true">${signs[verdict]}</span> <b>${wordOf(verdict)}</b>: ${meanings[verdict]}</span> `,
  );
}

/** The engines by product, then a version each. */
function head(engines: readonly SiteEngine[]): Html {
  const products: { product: string; count: number }[] = [];
  for (const { product } of engines) {
    const last = products.at(-1);
    if (last?.product === product) last.count += 1;
    else products.push({ product, count: 1 });
  }
  const groups = products.map(({ product, count }) => markup`<th scope="colgroup" colspan="${count}">${product}</th>`);
  const versions = engines.map(
    ({ product, name }) =>
      markup`<th scope="col"><span class="product">${product} </span>${shortName(name, product)}</th>`,
  );
  const corner = markup`<td></td>`;
  return markup`<thead><tr class="products">${corner}${groups}</tr><tr>${corner}${versions}</tr></thead>`;
}

/** The name of an engine without that of its product. */
function shortName(name: string, product: string): string {
  return name.startsWith(`${product} `) ? name.slice(product.length + 1) : name;
}

function chapterBody({ name, rows }: Chapter, engines: readonly SiteEngine[]): Html {
  const differs = rows.some((row) => row.differs) ? 'differs' : 'same';
  return markup`<tbody id="chapter-${name}" class="${differs}">
<tr class="title"><th scope="rowgroup" colspan="${engines.length + 1}">${name}</th></tr>
${rows.map(tableRow)}</tbody>
`;
}

function tableRow({ id, sentence, cells, differs }: Row): Html {
  return markup`<tr class="${differs ? 'differs' : 'same'}"><th scope="row"><a href="${pageName(id)}">${prose(sentence)}</a> <small>${id}</small></th>${cells.map(cellOf)}</tr>
`;
}

/** A verdict as its word, which the style sheet shows as its sign. */
function cellOf(cell: ResultTest | undefined): Html {
  if (!cell) return markup`<td></td>`;
  const { verdict } = cell.extra;
  return markup`<td class="${verdict}"><i>${wordOf(verdict)}</i></td>`;
}
