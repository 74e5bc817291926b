import type { Failure } from '../behaviour/failure.ts';
import type { Seen } from '../behaviour/differences/difference.ts';
import { printUnmet } from '../behaviour/needs.ts';
import type { DifferenceInRecord, UnmetNeed, Verdict } from '../behaviour/verdict.ts';
import { printValue } from '../scenario/running.ts';
import { groupedFailures, printGroups } from './failure-groups.ts';
import { plural } from './printed-values.ts';

/** The fields that explain a verdict. */
interface Explained {
  readonly verdict: Verdict;
  readonly failures?: readonly Failure[] | undefined;
  readonly unmet?: readonly UnmetNeed[] | undefined;
  readonly explanation?: string | undefined;
  readonly difference?: DifferenceInRecord | undefined;
}

/** What explains a verdict beside its failures and its unmet needs: a sentence each. */
export function explanationsOf({ verdict, explanation, difference }: Explained): string[] {
  return [...(explanation ? [explanation] : []), ...(difference ? explanationBy(difference, verdict) : [])];
}

/** What the engine does instead, and with which version that was measured where it is another than the engine's. */
export function differenceText({
  instead,
  measuredWith,
}: Pick<DifferenceInRecord, 'instead' | 'measuredWith'>): string {
  return measuredWith ? `${instead} (as measured with ${measuredWith})` : instead;
}

function explanationBy(difference: DifferenceInRecord, verdict: Verdict): string[] {
  const { entry, instead, unnamed = [], unseen = [] } = difference;
  switch (verdict) {
    case 'known-difference':
      return [differenceText(difference)];
    case 'failed':
      return [
        `fails differently from the known difference (${entry}): ${instead}`,
        ...listSeen('not named there', unnamed),
        ...listSeen('named there, and not observed', unseen),
      ];
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
  const { failures = [], unmet = [] } = about;
  const lines = [
    ...explanationsOf(about),
    ...unmet.map(printUnmet),
    ...(failures.length > 0 ? [printGroups(failures)] : []),
  ];
  return lines.length > 0 ? lines.join('\n') : undefined;
}

/** The reason in one line: what the engine does instead, what is missing, or what was observed. */
export function briefReason(about: Explained): string {
  const { verdict, failures = [], unmet = [], difference, explanation } = about;
  if (verdict === 'known-difference' && difference) return differenceText(difference);
  if (verdict === 'unsupported' && unmet.length > 0)
    return unmet.map(({ requires, evidence }) => `requires ${requires}, but ${evidence}`).join('; ');
  const broken = briefFailures(failures);
  if (broken && verdict !== 'error') return broken;
  const [first = ''] = (explanation ?? explanationsOf(about)[0] ?? '').split('\n');
  return broken ? `${first}: ${broken}` : first;
}

/** The first failure, and how many more there are. */
function briefFailures(failures: readonly Failure[]): string {
  const [first, ...more] = groupedFailures(failures);
  if (!first) return '';
  const { subject, observed } = first;
  return `${subject}: ${observed}${more.length > 0 ? ` (and ${plural(more.length, 'more failure')})` : ''}`;
}

/** A line for each observation; requests with the same outcome share one. */
function listSeen(label: string, all: readonly Seen[]): string[] {
  const groups = Map.groupBy(all, (seen) => ('request' in seen ? seen.observed : seen));
  return [...groups.values()].map((group) => {
    const subjects = group.map((seen) => ('request' in seen ? seen.request : seen.fact));
    const [first] = group as [Seen];
    return `${label}: ${subjects.join('; ')}: ${'request' in first ? first.observed : printValue(first.observed)}`;
  });
}
