import type { Fingerprint } from '../engine/identify.ts';
import type { Finding } from './finding.ts';
import { type Fact, RUN_AGAIN, factsOf, rerunOf } from './finding-facts.ts';
import { wordOf } from './headline.ts';
import { indented, labelled, styled } from './terminal.ts';
import { inColourOf, markOf } from './verdict-mark.ts';

/** The width of the column of labels. */
const LABELS = 11;

/** The findings of one spec file, by scenario, with the facts below each that did not pass. */
export function tree(findings: readonly Finding[], engine: Pick<Fingerprint, 'suite'>): string {
  const scenarios = [...new Set(findings.map(({ scenario }) => scenario))];
  return scenarios
    .map((scenario) => {
      const inside = findings.filter((finding) => finding.scenario === scenario);
      return [
        styled('bold', scenario || inside[0]?.file || ''),
        ...inside.map((finding) => leaf(finding, engine)),
      ].join('\n');
    })
    .join('\n');
}

function leaf(finding: Finding, engine: Pick<Fingerprint, 'suite'>): string {
  const { id, sentence, verdict, durationMs } = finding;
  const word = verdict === 'passed' || verdict === 'failed' ? '' : `, ${inColourOf(verdict, wordOf(verdict))}`;
  const about = `${styled('dim', `${id}, ${Math.round(durationMs)} ms`)}${word}`;
  const facts = [...factsOf(finding), ...rerunOf(finding, engine)];
  return [indented(`${markOf(verdict)} ${sentence}  ${about}`, 2), ...facts.map((fact) => factLine(fact, 6))].join(
    '\n',
  );
}

/** A fact as lines: its label, where it has one, in a column before it. A command is not wrapped, so that it can be copied. */
export function factLine([label, text]: Fact, indent: number): string {
  if (label === '') return indented(text, indent);
  const columns = label === RUN_AGAIN ? Number.POSITIVE_INFINITY : undefined;
  return labelled(styled('dim', label), text, indent, LABELS, columns);
}
