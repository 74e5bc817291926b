import type { FailureParts } from '../behaviour/failure.ts';
import { printUnmet } from '../behaviour/needs.ts';
import { failing } from '../behaviour/verdict.ts';
import type { Fingerprint } from '../engine/identify.ts';
import { groupedFailures } from './failure-groups.ts';
import type { Finding } from './finding.ts';
import { explanationsOf } from './reason.ts';
import { repeatCommand, withoutRunNames } from './repeat.ts';
import { printable } from './terminal.ts';
import { plural } from './printed-values.ts';

/** The length after which a printed text is cut; the results have all of it. */
const TEXT_LIMIT = 4000;

/** The label of a command. */
export const RUN_AGAIN = 'run again';

/** A fact about a behaviour that did not pass, with its label; a sentence has none. */
export type Fact = readonly [label: string, text: string];

/** The number of failures of one behaviour that are printed. */
const FAILURE_LIMIT = 10;

/** The facts about a behaviour that did not pass: the explanations, what was expected and observed, the suspicion. */
export function factsOf(finding: Finding): Fact[] {
  const { failures = [], unmet = [], suspicion, topology } = finding;
  const groups = groupedFailures(failures);
  const more = groups.length - FAILURE_LIMIT;
  const missing = unmet.flatMap(({ requires, evidence, remedy }): Fact[] => [
    ['requires', requires],
    ['found', evidence],
    ['remedy', remedy],
  ]);
  const facts: Fact[] = [
    ...explanationsOf(finding).map((text): Fact => ['', text]),
    ...missing,
    ...groups.slice(0, FAILURE_LIMIT).flatMap(partsOf),
    ...(more > 0 ? [['', `… and ${plural(more, 'more failure')}`] as const] : []),
    ...(suspicion ? [['suspicion', suspicion] as const] : []),
  ];
  return facts.map(([label, text]) => [label, limited(withoutRunNames(text, topology))]);
}

/** What was requested, what was expected and what was observed. */
export function partsOf({ subject, ...parts }: FailureParts): Fact[] {
  return [['', subject], ...Object.entries(parts)];
}

/** The command that runs a behaviour again that failed the run. */
export function rerunOf({ id, verdict }: Finding, engine: Pick<Fingerprint, 'suite'>): Fact[] {
  return failing.includes(verdict) ? [[RUN_AGAIN, repeatCommand(id, engine)]] : [];
}

/** The unmet needs of a behaviour that is unsupported here, and what is known of each. */
export function needsOf({ verdict, unmet = [], explanation = '' }: Finding): { need: string; text: string }[] {
  if (unmet.length === 0) return [{ need: verdict, text: limited(explanation) }];
  return unmet.map((one) => ({ need: one.need, text: limited(printUnmet(one)) }));
}

function limited(text: string): string {
  return printable(text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)} …` : text);
}
