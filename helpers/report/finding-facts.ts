import type { Fingerprint } from '../engine/identify.ts';
import type { Finding } from './finding.ts';
import { bad } from './headline.ts';
import { repeatCommand } from './repeat.ts';
import { printable } from './terminal.ts';

/** How much of a text is printed: the results have all of it. */
const LIMIT = 4000;

/** A line about a finding: a label, empty where the text needs none, and the text. */
export type Fact = readonly [label: string, text: string];

/** What is printed of a behaviour that did not pass: what was expected and observed, or why there is no verdict on the engine. */
export function factsOf(finding: Finding): Fact[] {
  const { reason = '', suspicion } = finding;
  const lines = reason.split('\n').filter(Boolean);
  const facts = lines.map((line): Fact => {
    const [, label = '', text = line] = line.match(/^(expected|observed|evidence): (.*)$/) ?? [];
    return [label, text];
  });
  if (suspicion) facts.push(['suspicion', suspicion]);
  return facts.map(([label, text]) => [label, cut(printable(text))]);
}

/** The command that runs a behaviour again, where it did not conform. */
export function rerunOf({ id, verdict }: Finding, engine: Pick<Fingerprint, 'source'>): Fact[] {
  return bad.includes(verdict) ? [['run again', repeatCommand(id, engine)]] : [];
}

/** A need that is not met here, and what to do about it: `gateway-modes` and a clause. */
export function needOf({ reason = '', verdict }: Finding): { readonly need: string; readonly text: string } {
  const [, need = verdict, text = reason] = reason.match(/^needs ([\w-]+): (.*)$/s) ?? [];
  return { need, text: printable(text) };
}

function cut(text: string): string {
  return text.length > LIMIT ? `${text.slice(0, LIMIT)} …` : text;
}
