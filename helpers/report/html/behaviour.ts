import { titleOf } from '../../behaviour/evidence/section.ts';
import type { FailureParts } from '../../behaviour/failure.ts';
import type { Verdict } from '../../behaviour/verdict.ts';
import type { Probe } from '../../probe/journal.ts';
import type { Results, ResultTest } from '../ctrf.ts';
import { groupedFailures } from '../failure-groups.ts';
import { wordOf } from '../headline.ts';
import { figureText } from '../matrix/cost.ts';
import { signs } from '../matrix/signs.ts';
import { briefReason, explanationsOf } from '../reason.ts';
import { repeatCommand, withoutRunNames } from '../repeat.ts';
import { type Html, markup, prose, webAddress } from './escape.ts';
import type { Figures } from './figures.ts';
import { probesTable, statementsTable } from './probes.ts';
import { hasRepro, reproScript } from '../repro.ts';
import { plural } from '../printed-values.ts';
import { waysTable } from './ways.ts';
import type { SharedTexts } from './shared-texts.ts';

/** What a behaviour needs of the rest of the report. */
export interface Context {
  readonly engine: Results['results']['environment']['extra']['engine'];
  readonly figures: Figures;
  readonly texts: SharedTexts;
  /** The behaviours whose details are in no template, so that they expand without JavaScript. */
  readonly ready: ReadonlySet<ResultTest>;
}

/** A behaviour as an expandable line. Its details are in a template until it is expanded, unless they are ready. */
export function behaviourRow(test: ResultTest, context: Context): Html {
  const { name, duration, extra } = test;
  const { id, verdict } = extra;
  const verdictName = verdict === 'passed' ? markup`<span class="visually-hidden">passed</span>` : wordOf(verdict);
  const brief =
    verdict !== 'passed' &&
    markup`<span class="brief">${prose(withoutRunNames(briefReason(extra), extra.topology))}</span>`;
  const body = behaviourBody(test, context);
  return markup`<details class="behaviour ${verdict}" id="${id}" data-verdict="${verdict}"><summary><span class="mark" aria-hidden="true">${signs[verdict]}</span><span class="sentence">${prose(name)}${brief}</span><span class="verdict-name">${verdictName}</span><span class="id mono">${id}</span><span class="time">${duration} ms</span></summary>${context.ready.has(test) ? body : markup`<template>${body}</template>`}</details>
`;
}

function behaviourBody(test: ResultTest, { engine, figures, texts }: Context): Html {
  const { extra } = test;
  const { id, docs, why, difference, evidence, statements = [], suspicion, collected = [] } = extra;
  const parts = hasRepro(test) ? reproScript(test, engine).parts : [];
  return markup`<div class="body">
<p class="why">${why && prose(why)}${why && ' '}${docs && markup`<a href="${webAddress(docs)}">${docsName(docs)}</a>`}</p>
${reasonOf(test)}
${suspicion && markup`<p class="suspicion"><b>Suspicion</b> ${suspicion}</p>`}
${difference && differenceOf(difference, extra.verdict)}
${figures.of(test)}
${waysTable(evidence, extra.topology)}
${requestsOfTable(test, texts)}
${probesTable(evidence, extra.topology, texts, ({ table }) => !table)}
${statementsTable(statements)}
${measuredTable(extra.figures ?? [])}
<div class="again"><h4>Run again</h4>${copyable(markup`${repeatCommand(id, engine)}`)}</div>
${parts.length > 0 && markup`<details class="more"><summary>Reproduce manually</summary>${copyable(markup`${parts.map((part) => texts.refer(`${part}\n\n`))}`)}</details>`}
${collected.map((section) => markup`<details class="more"><summary>${titleOf(section)}</summary><pre>${section.text}</pre></details>`)}
</div>`;
}

/** What was measured and is not judged. */
function measuredTable(figures: NonNullable<ResultTest['extra']['figures']>): Html | undefined {
  if (figures.length === 0) return undefined;
  const rows = figures.map((one) => markup`<tr><td>${one.name}</td><td class="mono">${figureText(one)}</td></tr>`);
  return markup`<div class="wide"><table class="statements"><thead><tr><th scope="col">Measured</th><th scope="col">Value</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const isInTable = ({ table }: Probe): boolean => table !== undefined;

/** The requests of the table of ways one by one, with all that was sent and received. */
function requestsOfTable({ extra: { evidence, topology } }: ResultTest, texts: SharedTexts): Html | undefined {
  const table = probesTable(evidence, topology, texts, isInTable);
  return (
    table &&
    markup`<details class="more"><summary>${plural(evidence.filter(isInTable).length, 'request')} of the table, with raw output</summary>${table}</details>`
  );
}

/** The known difference of the engine. What the engine does instead is in the explanation of the verdict. */
function differenceOf(
  { dockerSpecific, evidence }: NonNullable<ResultTest['extra']['difference']>,
  verdict: Verdict,
): Html {
  const label = verdict === 'known-difference' ? 'Known difference' : 'Known difference, not observed';
  const whose = dockerSpecific ? 'Only Docker documents this promise.' : 'This engine makes the same promise.';
  return markup`<p class="difference"><b>${label}</b> ${whose} <a href="${webAddress(evidence)}">${docsName(evidence)}</a></p>`;
}

function copyable(text: Html): Html {
  return markup`<div class="copyable"><pre>${text}</pre><button type="button" data-action="copy">Copy</button></div>`;
}

/** Why the behaviour has its verdict: the explanations, then what was expected and observed, failure by failure. */
export function reasonOf({ extra }: ResultTest): Html | undefined {
  const { failures = [], topology, unmet = [] } = extra;
  const named = (text: string): string => withoutRunNames(text, topology);
  const explanations = explanationsOf(extra);
  const missing = unmet.map(
    ({ need, requires, evidence, remedy }) =>
      markup`<p>requires ${requires}, but ${evidence} (${need})</p><p><b>${remedy}</b></p>`,
  );
  if (explanations.length + missing.length + failures.length === 0) return undefined;
  const facts = groupedFailures(failures).map((failure) => failureOf(failure, named));
  return markup`<div class="reason">${explanations.length > 0 && markup`<p>${prose(named(explanations.join('\n')))}</p>`}${missing}${facts}</div>`;
}

function failureOf({ subject, ...parts }: FailureParts, named: (text: string) => string): Html {
  const facts = Object.entries(parts).map(([label, text]) => markup`<dt>${label}</dt><dd>${named(text)}</dd>`);
  return markup`<p>${prose(named(subject))}</p><dl>${facts}</dl>`;
}

/** The address of a page without what every address has. */
export function docsName(docs: string): string {
  return docs.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');
}
