import type { Difference } from '../../behaviour/differences/difference.ts';
import { chapterOf } from '../../behaviour/chapters.ts';
import { wordOf } from '../headline.ts';
import { docsName, reasonOf } from '../html/behaviour.ts';
import { drawFigures } from '../html/figures.ts';
import { type Html, betweenTags, markup, prose, sitePage, webAddress } from '../html/page.ts';
import { probesTable, statementsTable } from '../html/probes.ts';
import { waysTable } from '../html/ways.ts';
import type { Row } from '../matrix/rows.ts';
import { signs } from '../matrix/signs.ts';
import { repeatCommand } from '../repeat.ts';
import { hasRepro, reproScript } from '../repro.ts';
import { plural } from '../printed-values.ts';
import { day } from './day.ts';
import type { SiteEngine } from './engines.ts';
import { type Group, type Result, exampleOf, groupsOf } from './groups.ts';
import type { Changed, History } from './history.ts';
import { differingText, measuredVersions, spansText } from './versions.ts';

/** How many requests are listed one by one: more of them say no more. */
const REQUESTS_LIMIT = 16;

/** What the page of a behaviour needs of the rest of the site. */
export interface SiteContext {
  readonly engines: readonly SiteEngine[];
  readonly history: History;
  readonly differences: readonly Difference[];
  /** The version of this suite, and when the matrix was measured. */
  readonly suite: string;
  readonly date: string;
}

/** The behaviours before and after this one. */
export interface Neighbours {
  readonly before?: Row | undefined;
  readonly after?: Row | undefined;
}

/** The file of a behaviour's page, from the root of the site. It never changes. */
export function pageName(id: string): string {
  return `b/${id}.html`;
}

/** The page of one behaviour: what is promised and why, what each engine does, and how to try it by hand. */
export async function behaviourPage(row: Row, context: SiteContext, neighbours: Neighbours): Promise<string> {
  const { id, sentence, docs } = row;
  const groups = groupsOf(row, context.engines);
  const example = exampleOf(groups);
  const why = row.cells.find((cell) => cell?.extra.why)?.extra.why;
  const body = markup`<main class="page">
<nav class="crumbs" aria-label="Breadcrumb"><a href="../index.html">All behaviours</a> / <a href="../index.html#chapter-${chapterOf(id)}">${chapterOf(id)}</a></nav>
<h1>${prose(sentence)}</h1>
<p class="id mono">${id}</p>
${why && markup`<p class="why">${prose(why)}</p>`}
${docs && markup`<p class="why">Promised by <a href="${webAddress(docs)}">${docsName(docs)}</a></p>`}
<section class="groups"><h2>What each engine does</h2>${groups.map((group) => groupOf(group, id, context))}</section>
${versions(row, context)}
${example && (await requests(example))}
${example && byHand(example)}
${reports(row, context)}
${changes(context.history.changesOf(id), context.history.since)}
${neighbourLinks(neighbours)}
</main>`;
  return sitePage({
    title: `${sentence} · docker-network-conformance`,
    masthead: masthead(context, '../'),
    body,
    root: '../',
  });
}

/** The head of every page. */
export function masthead({ suite, date }: Pick<SiteContext, 'suite' | 'date'>, root: '' | '../'): Html {
  return markup`<strong><a href="${root}index.html">docker-network-conformance</a></strong><span>${suite}</span><span>measured <time datetime="${date}">${day(date)}</time></span>`;
}

/** Engines with the same verdict for the same reason. */
function groupOf({ verdict, results }: Group, id: string, { history }: SiteContext): Html {
  const [{ test }] = results;
  const names = results.map(({ engine }) => {
    const since = history.heldSince(id, engine.key);
    return markup`<li>${engine.name}${since && markup` <small>since ${day(since)}</small>`}</li>`;
  });
  return markup`<div class="group ${verdict}"><h3><span class="mark" aria-hidden="true">${signs[verdict]}</span> ${wordOf(verdict)}</h3><ul>${names}</ul>${reasonOf(test)}</div>
`;
}

function versions(row: Row, { engines, differences }: SiteContext): Html | undefined {
  const measured = measuredVersions(row, engines).map(
    ({ product, spans }) => markup`<dt>${product}</dt><dd>${spansText(spans)}</dd>`,
  );
  const known = differences
    .filter(({ id }) => id === row.id)
    .map(
      (difference) =>
        markup`<li><b>${differingText(difference)}</b>: ${prose(difference.instead)}${difference.dockerSpecific && '; only Docker documents this promise'} (<a href="${webAddress(difference.evidence)}">source</a>)</li>`,
    );
  if (measured.length + known.length === 0) return undefined;
  return markup`<section><h2>Since which version</h2><dl class="spans">${measured}</dl>${known.length > 0 && markup`<h3>Known differences</h3><ul class="known">${known}</ul>`}</section>`;
}

/** The topology, and every request with its outcome, on one engine. */
async function requests({ engine, test }: Result): Promise<Html | undefined> {
  const { evidence, topology, statements = [] } = test.extra;
  const figures = await drawFigures([test]);
  const single = evidence.filter(({ table }) => !table).slice(0, REQUESTS_LIMIT);
  const more = evidence.filter(({ table }) => !table).length - single.length;
  const parts = [
    figures.of(test),
    waysTable(evidence, topology),
    probesTable(evidence, topology, undefined, (probe) => single.includes(probe)),
    more > 0 && markup`<p class="muted">… and ${plural(more, 'request')} more.</p>`,
    statementsTable(statements),
  ];
  if (!parts.some(Boolean)) return undefined;
  return markup`<section><h2>Topology and requests</h2><p class="muted">As observed on ${engine.name}.</p><div class="body">${parts}</div>${figures.drawings}</section>`;
}

function byHand({ engine, test }: Result): Html {
  const script = hasRepro(test) && reproScript(test, { name: engine.product, version: engine.version }).text;
  return markup`<section class="try"><h2>Try it</h2><h3>With the suite</h3><pre>${repeatCommand(test.extra.id, {})}</pre>
<h3>By hand, with docker commands</h3>${script ? markup`<pre>${betweenTags(script)}</pre>` : markup`<p>There is no script: the behaviour sends nothing that a person could send.</p>`}</section>`;
}

/** Where bugs are reported and discussed. */
const TRACKER = /\/(?:issues|pull|discussions|bugs?)\/\d+|\bbugs?\.|\bbugzilla\./;

/** What users have reported: the documented sources that are issues. */
function reports({ id, docs }: Row, { differences }: SiteContext): Html | undefined {
  const links = [docs, ...differences.filter((one) => one.id === id).map(({ evidence }) => evidence)];
  const found = [...new Set(links)].filter((link) => TRACKER.test(link));
  if (found.length === 0) return undefined;
  return markup`<section><h2>Reported by users</h2><ul>${found.map((link) => markup`<li><a href="${webAddress(link)}">${docsName(link)}</a></li>`)}</ul></section>`;
}

/** When a verdict changed. */
function changes(all: readonly Changed[], since: string | undefined): Html | undefined {
  if (since === undefined) return undefined;
  const lines = all.map(({ before, after }) => {
    const newer = after.name === before.name ? '' : ` (was ${before.name})`;
    return markup`<li><time datetime="${after.date}">${day(after.date)}</time> ${after.name}${newer}: ${verdictWord(before)} → ${verdictWord(after)}</li>`;
  });
  return markup`<section><h2>When a verdict changed</h2>${lines.length > 0 ? markup`<ul class="changes">${lines}</ul>` : markup`<p>No verdict has changed since ${day(since)}.</p>`}</section>`;
}

function verdictWord({ verdict }: Changed['before']): Html {
  return markup`<span class="${verdict}"><span class="mark" aria-hidden="true">${signs[verdict]}</span> ${wordOf(verdict)}</span>`;
}

function neighbourLinks({ before, after }: Neighbours): Html {
  return markup`<nav class="neighbours screen-only" aria-label="Behaviours before and after">${before && markup`<a rel="prev" href="${before.id}.html">← ${before.id}</a>`}${after && markup`<a rel="next" href="${after.id}.html">${after.id} →</a>`}</nav>`;
}
