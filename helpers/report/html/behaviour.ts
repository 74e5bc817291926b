import type { Verdict } from '../../behaviour/verdict.ts';
import type { Results, ResultTest } from '../ctrf.ts';
import { wordOf } from '../headline.ts';
import { instead, signs } from '../matrix/words.ts';
import { repeatCommand, withoutRunNames } from '../repeat.ts';
import { type Html, markup } from './escape.ts';
import type { Figures } from './figures.ts';
import { probesTable, statementsTable } from './probes.ts';
import { reproParts } from './repro.ts';
import type { SharedTexts } from './shared-texts.ts';

/** What the page of a run knows beside a behaviour. */
export interface Context {
  readonly engine: Results['results']['environment']['extra']['engine'];
  readonly figures: Figures;
  readonly texts: SharedTexts;
  /** The behaviours that are there from the beginning, whether they are opened or not. */
  readonly ready: ReadonlySet<ResultTest>;
}

/** A behaviour as a line that opens. What is in it is made by the browser once it does, unless it is ready. */
export function behaviourRow(test: ResultTest, context: Context): Html {
  const { name, duration, extra } = test;
  const { id, verdict } = extra;
  const word = verdict === 'passed' ? markup`<span class="visually-hidden">passed</span>` : wordOf(verdict);
  const brief =
    verdict !== 'passed' && markup`<span class="brief">${withoutRunNames(instead(test), extra.topology)}</span>`;
  const body = behaviourBody(test, context);
  return markup`<details class="behaviour ${verdict}" id="${id}" data-verdict="${verdict}"><summary><span class="mark" aria-hidden="true">${signs[verdict]}</span><span class="sentence">${name}${brief}</span><span class="word">${word}</span><span class="id mono">${id}</span><span class="time">${duration} ms</span></summary>${context.ready.has(test) ? body : markup`<template>${body}</template>`}</details>
`;
}

function behaviourBody(test: ResultTest, { engine, figures, texts }: Context): Html {
  const { extra } = test;
  const { id, docs, why, difference, evidence, statements = [], suspicion, collected = [] } = extra;
  const parts = reproParts(test);
  return markup`<div class="body">
<p class="why">${why}${why && ' '}${docs && markup`<a href="${webAddress(docs)}">${docsName(docs)}</a>`}</p>
${reasonOf(test)}
${suspicion && markup`<p class="suspicion"><b>First suspicion</b> ${suspicion}</p>`}
${difference && differenceOf(difference, extra.verdict)}
${figures.of(test)}
${probesTable(evidence, extra.topology, texts)}
${statementsTable(statements)}
<div class="again"><h4>Ask it again</h4>${copyable(markup`${repeatCommand(id, engine)}`)}</div>
${parts.length > 0 && markup`<details class="more"><summary>Reproduce it by hand</summary>${copyable(markup`${parts.map((part) => texts.refer(`${part}\n`))}`)}</details>`}
${collected.map(({ title, text }) => markup`<details class="more"><summary>${title}</summary><pre>${text}</pre></details>`)}
</div>`;
}

/** What is known of the engine; where it was seen, the reason has told already what it does. */
function differenceOf(
  { instead: what, dockerSpecific, evidence }: NonNullable<ResultTest['extra']['difference']>,
  verdict: Verdict,
): Html {
  const told = verdict !== 'known-difference' && `${what}. `;
  const whose = dockerSpecific
    ? 'The promise is Docker’s own, which this engine never made.'
    : 'It is promised of this engine, too.';
  return markup`<p class="difference"><b>Known difference</b> ${told}${whose} <a href="${webAddress(evidence)}">${docsName(evidence)}</a></p>`;
}

function copyable(text: Html): Html {
  return markup`<div class="copyable"><pre>${text}</pre><button type="button" data-action="copy">Copy</button></div>`;
}

/** The reason: what was expected and observed beneath each other, and what to do where it was not shown. */
function reasonOf({ extra: { reason, verdict, topology } }: ResultTest): Html | undefined {
  if (!reason) return undefined;
  const lines = withoutRunNames(reason, topology).split('\n');
  const said = lines.map((line) => line.match(/^(expected|observed|evidence): (.*)$/));
  const rest = lines.filter((_, index) => !said[index]).join('\n');
  const [text = '', how] = verdict === 'unsupported' ? rest.split(/(?<=\.) (?=To have it shown, )/) : [rest];
  const facts = said
    .filter((match) => match !== null)
    .map(([, word, fact]) => markup`<dt>${word}</dt><dd>${fact}</dd>`);
  return markup`<div class="reason">${text && markup`<p>${text}</p>`}${how && markup`<p><b>${how}</b></p>`}${facts.length > 0 && markup`<dl>${facts}</dl>`}</div>`;
}

/** A link leads to the web or nowhere: a saved result may come from anybody. */
function webAddress(link: string): string {
  return /^https?:\/\//i.test(link) ? link : '#';
}

function docsName(docs: string): string {
  return docs.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');
}
