import { type Failure, printFailure, failureParts } from '../behaviour/failure.ts';
import { printUnmet } from '../behaviour/needs.ts';
import type { DifferenceInRecord, UnmetNeed, Verdict } from '../behaviour/verdict.ts';

/** The fields that explain a verdict. */
interface Explained {
  readonly verdict: Verdict;
  readonly failure?: Failure | undefined;
  readonly unmet?: readonly UnmetNeed[] | undefined;
  readonly explanation?: string | undefined;
  readonly difference?: DifferenceInRecord | undefined;
}

/** What explains a verdict beside its failure and its unmet needs: a sentence each. */
export function explanationsOf({ verdict, explanation, difference }: Explained): string[] {
  return [...(explanation ? [explanation] : []), ...(difference ? explanationBy(difference, verdict) : [])];
}

function explanationBy({ entry, instead }: DifferenceInRecord, verdict: Verdict): string[] {
  switch (verdict) {
    case 'known-difference':
      return [instead];
    case 'failed':
      return [`fails differently from the known difference (${entry}): ${instead}`];
    case 'unexpected-pass':
      return [
        `passes, though it is a known difference (${entry}: ${instead}): remove that entry or correct its versions`,
      ];
    default:
      return [];
  }
}

/** Why a behaviour has its verdict, as text of several lines; undefined where there is nothing to explain. */
export function reasonText(about: Explained): string | undefined {
  const { failure, unmet = [] } = about;
  const lines = [...explanationsOf(about), ...unmet.map(printUnmet), ...(failure ? [printFailure(failure)] : [])];
  return lines.length > 0 ? lines.join('\n') : undefined;
}

/** The reason in one line: what the engine does instead, what is missing, or what was observed. */
export function briefReason(about: Explained): string {
  const { verdict, failure, unmet = [], difference, explanation } = about;
  if (verdict === 'known-difference' && difference) return difference.instead;
  if (verdict === 'unsupported' && unmet.length > 0)
    return unmet.map(({ requires, evidence }) => `requires ${requires}, but ${evidence}`).join('; ');
  if (failure && verdict !== 'error') return briefFailure(failure);
  const [first = ''] = (explanation ?? explanationsOf(about)[0] ?? '').split('\n');
  return failure ? `${first}: ${briefFailure(failure)}` : first;
}

function briefFailure(failure: Failure): string {
  const { subject, observed } = failureParts(failure);
  return `${subject}: ${observed}`;
}
