import type { Verdict } from '../../behaviour/verdict.ts';
import { isReported } from '../baseline/compared.ts';
import { baselineHtml } from '../baseline/html.ts';
import { coverageText } from '../coverage.ts';
import type { Results, ResultTest } from '../ctrf.ts';
import { countsOf, headline, wordOf } from '../headline.ts';
import { signs } from '../matrix/signs.ts';
import { briefReason } from '../reason.ts';
import { withoutRunNames } from '../repeat.ts';
import { byChapter } from '../chapters.ts';
import { type Context, behaviourRow } from './behaviour.ts';
import { SharedTexts } from './shared-texts.ts';
import { type Html, asset, markup, page, prose } from './page.ts';
import { drawFigures } from './figures.ts';
import { fingerprint } from './fingerprint.ts';

/** How many failures are listed at the top, and how many can be read without the page's script. */
const WRONG_LIMIT = 12;
const READY_LIMIT = 25;

/** The report of a run for people, in one file: it works offline and sends no request. */
export async function toHtml(results: Results): Promise<string> {
  const { tests, tool, summary, environment } = results.results;
  const { baseline } = environment.extra;
  const reported = isReported(baseline);
  const isWrong = ({ extra }: ResultTest): boolean => reported(extra);
  const context: Context = {
    engine: environment.extra.engine,
    figures: await drawFigures(tests),
    texts: new SharedTexts(),
    ready: new Set(tests.filter(isWrong).slice(0, READY_LIMIT)),
  };
  const counts = countsOf(results);
  const coverage = coverageText(environment.extra.coverage);
  const chapters = byChapter(tests, ({ extra }) => extra.chapter);
  const sections = chapters.map(([name, inside]) => chapterSection(name, inside, context));
  const body = markup`<main>
<h1>${headline(results)}</h1>
${bar(counts, tests.length)}
${coverage && markup`<p class="coverage"><b>Coverage</b> ${coverage}.</p>`}
${wrongOnes(chapters.flatMap(([, inside]) => inside.filter(isWrong)))}
${baseline && baselineHtml(baseline, results)}
${fingerprint(results)}
${environment.extra.doctor && markup`<details class="doctor"><summary>Engine and host as detected</summary><pre>${environment.extra.doctor}</pre></details>`}
${filters(
  counts,
  chapters.map(([name]) => name),
)}
<div class="columns">
<nav aria-label="Chapters" class="screen-only">${chapters.map(([name, inside]) => chapterLink(name, inside.length, inside.filter(isWrong).length))}</nav>
<div class="chapters">${sections}<p class="nothing muted" hidden>No matching behaviour.</p></div>
</div>
</main>
${context.texts.all}
${context.figures.drawings}
<noscript><p>Without JavaScript, only the first failures can be opened, and nothing can be filtered.</p></noscript>`;
  const made = new Date(summary.start).toISOString().slice(0, 16).replace('T', ' ');
  return page({
    title: headline(results),
    masthead: markup`<strong>${tool.name}</strong><span>${tool.version}</span><time datetime="${new Date(summary.start).toISOString()}">${made} UTC</time><span>run ${environment.extra.run}</span>`,
    body,
    styles: ['report.css', 'behaviour.css', 'probes.css', 'ways.css', 'topology/topology.css'].map(asset).join(''),
    script: asset('details.browser.js') + asset('report.browser.js'),
  });
}

/** The verdicts as parts of one bar; the filters below it name them. */
function bar(counts: ReadonlyMap<Verdict, number>, total: number): Html {
  let from = 0;
  const parts = [...counts].map(([verdict, count]) => {
    const x = (from / total) * 100;
    from += count;
    return markup`<rect class="${verdict}" x="${x}%" width="${(count / total) * 100}%" height="100%"/>`;
  });
  return markup`<svg class="bar" width="100%" height="6" aria-hidden="true">${parts}</svg>`;
}

/** What fails the run, at a glance. */
function wrongOnes(wrong: readonly ResultTest[]): Html | undefined {
  if (wrong.length === 0) return undefined;
  const lines = wrong.slice(0, WRONG_LIMIT).map((test) => {
    const { id, verdict } = test.extra;
    const word = verdict !== 'failed' && `${wordOf(verdict)}: `;
    return markup`<li class="${verdict}"><span class="mark" aria-hidden="true">${signs[verdict]}</span><span><a href="#${id}">${prose(test.name)}</a><span class="brief">${word}${prose(withoutRunNames(briefReason(test.extra), test.extra.topology))}</span></span></li>`;
  });
  const more =
    wrong.length > WRONG_LIMIT && markup`<li><span></span><span>and ${wrong.length - WRONG_LIMIT} more</span></li>`;
  return markup`<ul class="wrong">${lines}${more}</ul>`;
}

function filters(counts: ReadonlyMap<Verdict, number>, chapters: readonly string[]): Html {
  const boxes = [...counts].map(
    ([verdict, count]) =>
      markup`<label class="${verdict}"><input type="checkbox" name="verdict" value="${verdict}"><span class="mark" aria-hidden="true">${signs[verdict]}</span> ${count} ${wordOf(verdict, count)}</label>`,
  );
  return markup`<form class="filters screen-only" role="search"><fieldset><legend class="visually-hidden">Verdicts</legend>${boxes}</fieldset><label><span class="visually-hidden">Chapter</span><select name="chapter"><option value="">all chapters</option>${chapters.map((name) => markup`<option>${name}</option>`)}</select></label><label class="text"><span class="visually-hidden">Text</span><input type="search" name="text" placeholder="word, name or address" autocomplete="off"></label><output></output></form>`;
}

function chapterLink(name: string, tests: number, wrong: number): Html {
  const count = wrong > 0 ? markup`<span class="failed"><span class="mark">${wrong} ✕</span></span>` : tests;
  return markup`<a href="#chapter-${name}">${name}<span class="count">${count}</span></a>`;
}

function chapterSection(name: string, tests: readonly ResultTest[], context: Context): Html {
  const scenarios = Map.groupBy(tests, ({ suite }) => suite[1] ?? '');
  const passed = tests.filter(({ extra }) => extra.verdict === 'passed').length;
  const groups = [...scenarios].map(
    ([scenario, inside]) =>
      markup`<div class="scenario">${scenario && markup`<h3>${prose(scenario)}</h3>`}
${inside.map((test) => behaviourRow(test, context))}</div>`,
  );
  return markup`<section class="chapter" id="chapter-${name}" data-chapter="${name}"><h2>${name} <small>${passed} of ${tests.length} passed</small></h2>${groups}</section>
`;
}
