import { type Results, type ResultTest } from './ctrf.ts';
import { bad, countsOf, headline, wordOf } from './headline.ts';
import { text } from './matrix/markdown.ts';
import { instead, signs } from './matrix/words.ts';
import { repeatCommand, withoutRunNames } from './repeat.ts';

/** How many failures are told in full, and how much of a reason: a job's summary has its limits. */
const FAILURE_LIMIT = 25;
const TEXT_LIMIT = 600;

/** A run in Markdown, for a job's summary: counts, what failed, why something was skipped, what is known to differ. */
export function toSummary(results: Results): string {
  const { tests, environment } = results.results;
  const { engine } = environment.extra;
  const wrong = tests.filter(({ extra }) => bad.includes(extra.verdict));
  return [
    `# ${text(headline(results))}`,
    '',
    [...countsOf(results)]
      .map(([verdict, count]) => `${signs[verdict]} ${count} ${wordOf(verdict, count)}`)
      .join(' · ') || 'No behaviour was judged.',
    '',
    `${text(`${engine.source}, API ${engine.apiVersion}, kernel ${engine.kernel}, ${engine.os}`)}${standIns(tests)}`,
    ...wrong.slice(0, FAILURE_LIMIT).flatMap((test) => failure(test, engine)),
    ...(wrong.length > FAILURE_LIMIT ? ['', `… and ${wrong.length - FAILURE_LIMIT} more.`] : []),
    ...differences(tests),
    ...skips(tests),
    '',
  ].join('\n');
}

function failure({ name, extra }: ResultTest, engine: Results['results']['environment']['extra']['engine']): string[] {
  const { id, verdict, reason = '', docs, suspicion, topology } = extra;
  const lines = withoutRunNames(reason, topology).split('\n');
  const facts = lines.map((line) => line.match(/^(expected|observed|evidence): (.*)$/));
  const rest = lines.filter((_, index) => !facts[index]).join(' ');
  const rows = [
    [verdict === 'failed' ? 'what' : wordOf(verdict), rest],
    ...facts.flatMap((fact) => (fact ? [[fact[1] ?? '', fact[2] ?? '']] : [])),
    ...(suspicion ? [['first suspicion', suspicion]] : []),
  ];
  return [
    '',
    `### ${signs[verdict]} ${text(name)}`,
    '',
    '| | |',
    '| --- | --- |',
    ...rows.map(([word = '', said = '']) => `| ${word} | ${text(short(said))} |`),
    `| again | \`${repeatCommand(id, engine)}\` |`,
    ...(docs ? [`| promised by | ${text(docs)} |`] : []),
  ];
}

function differences(tests: readonly ResultTest[]): string[] {
  const known = tests.filter(({ extra }) => extra.verdict === 'known-difference');
  if (known.length === 0) return [];
  const lines = known.map((test) => {
    const { difference, id } = test.extra;
    const own = difference?.dockerSpecific ? ' The promise is Docker’s own.' : '';
    const source = difference ? ` (${text(difference.evidence)})` : '';
    return `- ${text(test.name)} (${text(id)}): ${text(short(instead(test)))}.${own}${source}`;
  });
  return ['', '### Known differences', '', ...lines];
}

/** Each reason once, with the behaviours that it skipped. */
function skips(tests: readonly ResultTest[]): string[] {
  const skipped = tests.filter(({ extra }) => extra.verdict === 'unsupported' || extra.verdict === 'disabled');
  if (skipped.length === 0) return [];
  const byReason = Map.groupBy(skipped, ({ extra }) => extra.reason ?? 'no reason is given');
  const lines = [...byReason].map(
    ([reason, inside]) => `- ${text(short(reason))} (${inside.map(({ extra }) => text(extra.id)).join(', ')})`,
  );
  return ['', '### Not shown here', '', ...lines];
}

function standIns(tests: readonly ResultTest[]): string {
  const roles = [...new Set(tests.flatMap(({ extra }) => extra.standIns ?? []))];
  return roles.length > 0 ? `. A stand-in played ${text(roles.join(' and '))}.` : '';
}

function short(said: string): string {
  return said.length > TEXT_LIMIT ? `${said.slice(0, TEXT_LIMIT)} …` : said;
}
