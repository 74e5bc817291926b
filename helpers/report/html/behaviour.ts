import { titleOf } from '../../behaviour/evidence/section.ts';
import { printedFailure } from '../../behaviour/failure.ts';
import type { Verdict } from '../../behaviour/verdict.ts';
import type { Results, ResultTest } from '../ctrf.ts';
import { wordOf } from '../headline.ts';
import { signs } from '../matrix/words.ts';
import { briefReason, explanationsOf } from '../reason.ts';
import { repeatCommand, withoutRunNames } from '../repeat.ts';
import { type Html, markup, prose } from './escape.ts';
import type { Figures } from './figures.ts';
import { probesTable, statementsTable } from './probes.ts';
import { reproParts } from './repro.ts';
import type { SharedTexts } from './shared-texts.ts';

/** What the report has beside a behaviour. */
export interface Context {
  readonly engine: Results['results']['environment']['extra']['engine'];
  readonly figures: Figures;
  readonly texts: SharedTexts;
  /** The behaviours whose details are in the page from the beginning, opened or not. */
  readonly ready: ReadonlySet<ResultTest>;
}

/** A behaviour as a line that opens. The browser makes its details once it does, unless they are ready. */
export function behaviourRow(test: ResultTest, context: Context): Html {
  const { name, duration, extra } = test;
  const { id, verdict } = extra;
  const word = verdict === 'passed' ? markup`<span class="visually-hidden">passed</span>` : wordOf(verdict);
  const brief =
    verdict !== 'passed' &&
    markup`<span class="brief">${prose(withoutRunNames(briefReason(extra), extra.topology))}</span>`;
  const body = behaviourBody(test, context);
  return markup`<details class="behaviour ${verdict}" id="${id}" data-verdict="${verdict}"><summary><span class="mark" aria-hidden="true">${signs[verdict]}</span><span class="sentence">${prose(name)}${brief}</span><span class="word">${word}</span><span class="id mono">${id}</span><span class="time">${duration} ms</span></summary>${context.ready.has(test) ? body : markup`<template>${body}</template>`}</details>
`;
}

function behaviourBody(test: ResultTest, { engine, figures, texts }: Context): Html {
  const { extra } = test;
  const { id, docs, why, difference, evidence, statements = [], suspicion, collected = [] } = extra;
  const parts = reproParts(test, engine);
  return markup`<div class="body">
<p class="why">${why && prose(why)}${why && ' '}${docs && markup`<a href="${webAddress(docs)}">${docsName(docs)}</a>`}</p>
${reasonOf(test)}
${suspicion && markup`<p class="suspicion"><b>Suspicion</b> ${suspicion}</p>`}
${difference && differenceOf(difference, extra.verdict)}
${figures.of(test)}
${probesTable(evidence, extra.topology, texts)}
${statementsTable(statements)}
<div class="again"><h4>Run again</h4>${copyable(markup`${repeatCommand(id, engine)}`)}</div>
${parts.length > 0 && markup`<details class="more"><summary>Reproduce manually</summary>${copyable(markup`${parts.map((part) => texts.refer(`${part}\n\n`))}`)}</details>`}
${collected.map((section) => markup`<details class="more"><summary>${titleOf(section)}</summary><pre>${section.text}</pre></details>`)}
</div>`;
}

/** The known difference of the engine; the explanation of the verdict has its clause already, unless it was not observed. */
function differenceOf(
  { dockerSpecific, evidence }: NonNullable<ResultTest['extra']['difference']>,
  verdict: Verdict,
): Html {
  const label = verdict === 'known-difference' ? 'Known difference' : 'Known difference, not observed';
  const whose = dockerSpecific
    ? 'The promise is Docker’s own, which this engine never made.'
    : 'This engine makes the promise, too.';
  return markup`<p class="difference"><b>${label}</b> ${whose} <a href="${webAddress(evidence)}">${docsName(evidence)}</a></p>`;
}

function copyable(text: Html): Html {
  return markup`<div class="copyable"><pre>${text}</pre><button type="button" data-action="copy">Copy</button></div>`;
}

/** Why the behaviour has its verdict: the explanations, then what was expected and what was observed, one below the other. */
function reasonOf({ extra }: ResultTest): Html | undefined {
  const { failure, topology, unmet } = extra;
  const { subject, ...parts } = failure ? printedFailure(failure) : {};
  const named = (text: string): string => withoutRunNames(text, topology);
  const sentences = [...explanationsOf(extra), ...(subject ? [subject] : [])];
  const missing =
    unmet &&
    markup`<p>requires ${unmet.requires}, but ${unmet.evidence} (${unmet.need})</p><p><b>${unmet.remedy}</b></p>`;
  const facts = Object.entries(parts).map(([label, text]) => markup`<dt>${label}</dt><dd>${named(text)}</dd>`);
  if (sentences.length === 0 && !missing && facts.length === 0) return undefined;
  return markup`<div class="reason">${sentences.length > 0 && markup`<p>${prose(named(sentences.join('\n')))}</p>`}${missing}${facts.length > 0 && markup`<dl>${facts}</dl>`}</div>`;
}

/** A link goes to the web or nowhere: saved results may come from anybody. */
function webAddress(link: string): string {
  return /^https?:\/\//i.test(link) ? link : '#';
}

function docsName(docs: string): string {
  return docs.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');
}
