import { printUnmet } from '../behaviour/needs.ts';
import { isReported } from './baseline/compared.ts';
import { baselineMarkdown } from './baseline/markdown.ts';
import { byChapter } from './chapters.ts';
import { type Coverage, coverageText } from './coverage.ts';
import type { Results, ResultTest } from './ctrf.ts';
import { groupedFailures } from './failure-groups.ts';
import { partsOf } from './finding-facts.ts';
import { countsOf, headline, wordOf } from './headline.ts';
import { text } from './matrix/markdown.ts';
import { signs } from './matrix/signs.ts';
import { briefReason, explanationsOf, reasonText } from './reason.ts';
import { repeatCommand, withoutRunNames } from './repeat.ts';

/** How many failures are printed in full, and how much of each text: a job's summary has limits. */
const FAILURE_LIMIT = 25;
const TEXT_LIMIT = 600;

/** A run in Markdown, for a job's summary: counts, failures, known differences, unmet needs. */
export function toSummary(results: Results): string {
  const { environment } = results.results;
  const tests = byChapter(results.results.tests, ({ extra }) => extra.chapter).flatMap(([, inside]) => inside);
  const { engine, baseline } = environment.extra;
  const reported = isReported(baseline);
  const wrong = tests.filter(({ extra }) => reported(extra));
  return [
    `# ${text(headline(results))}`,
    '',
    [...countsOf(results)]
      .map(([verdict, count]) => `${signs[verdict]} ${count} ${wordOf(verdict, count)}`)
      .join(' · ') || 'No behaviour was run.',
    '',
    ...coverageNote(environment.extra.coverage),
    ...(baseline ? baselineMarkdown(baseline, results) : []),
    `${text(`${engine.source}, API ${engine.apiVersion}, kernel ${engine.kernel}, ${engine.os}`)}${standIns(tests)}`,
    ...wrong.slice(0, FAILURE_LIMIT).flatMap((test) => failureTable(test, engine)),
    ...(wrong.length > FAILURE_LIMIT ? ['', `… and ${wrong.length - FAILURE_LIMIT} more.`] : []),
    ...differences(tests),
    ...skips(tests),
    '',
  ].join('\n');
}

function failureTable(
  { name, extra }: ResultTest,
  engine: Results['results']['environment']['extra']['engine'],
): string[] {
  const { id, verdict, docs, failures = [], unmet = [], suspicion, topology } = extra;
  const [subject, ...parts] = groupedFailures(failures).flatMap(partsOf);
  const sentences = [...explanationsOf(extra), ...unmet.map(printUnmet), ...(subject ? [subject[1]] : [])];
  const rows = [[wordOf(verdict), sentences.join('; ')], ...parts].map(([label = '', value = '']) => [
    label,
    withoutRunNames(value, topology),
  ]);
  return [
    '',
    `### ${signs[verdict]} ${text(name)}`,
    '',
    '| | |',
    '| --- | --- |',
    ...[...rows, ...(suspicion ? [['suspicion', suspicion]] : [])].map(
      ([label = '', value = '']) => `| ${label} | ${text(short(value))} |`,
    ),
    `| run again | \`${repeatCommand(id, engine)}\` |`,
    ...(docs ? [`| promised by | ${text(docs)} |`] : []),
  ];
}

function differences(tests: readonly ResultTest[]): string[] {
  const known = tests.filter(({ extra }) => extra.verdict === 'known-difference');
  if (known.length === 0) return [];
  const lines = known.map((test) => {
    const { difference, id } = test.extra;
    const own = difference?.dockerSpecific ? '; Docker’s own promise' : '';
    const source = difference ? ` ([source](${difference.evidence}))` : '';
    return `- ${text(test.name)} (${text(id)}): ${text(short(briefReason(test.extra)))}${own}${source}`;
  });
  return ['', '### Known differences', '', ...lines];
}

/** Each unmet need once, with the behaviours that it makes unsupported; and those that the user disabled. */
function skips(tests: readonly ResultTest[]): string[] {
  const skipped = tests.filter(({ extra }) => extra.verdict === 'unsupported' || extra.verdict === 'disabled');
  if (skipped.length === 0) return [];
  const reasons = skipped.flatMap(({ extra }) => reasonsOf(extra).map((reason) => ({ reason, id: extra.id })));
  const lines = [...Map.groupBy(reasons, ({ reason }) => reason)].map(
    ([reason, inside]) => `- ${text(short(reason))} (${inside.map(({ id }) => text(id)).join(', ')})`,
  );
  return ['', '### Not supported here', '', ...lines];
}

/** Each unmet need of a behaviour; without one, what else explains that it was skipped. */
function reasonsOf(extra: ResultTest['extra']): string[] {
  const { unmet = [], verdict } = extra;
  return unmet.length > 0 ? unmet.map(printUnmet) : [reasonText(extra) ?? verdict];
}

/** How the run compares with its line of the coverage file. */
function coverageNote(coverage: Coverage): string[] {
  const compared = coverageText(coverage);
  return compared ? [`**${text(compared)}.**`, ''] : [];
}

function standIns(tests: readonly ResultTest[]): string {
  const roles = [...new Set(tests.flatMap(({ extra }) => extra.standIns ?? []))];
  return roles.length > 0 ? `. Stand-in images: ${text(roles.join(', '))}.` : '';
}

function short(value: string): string {
  return value.length > TEXT_LIMIT ? `${value.slice(0, TEXT_LIMIT)} …` : value;
}
