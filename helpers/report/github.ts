import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DescribedEntry } from '../behaviour/catalogue.ts';
import { failsRun, isReported } from './baseline/compared.ts';
import { IN_PACKAGE } from '../engine/suite-folder.ts';
import { verdicts } from '../behaviour/verdict.ts';
import type { Results } from './ctrf.ts';
import { countsOf } from './headline.ts';
import { withoutRunNames } from './repeat.ts';
import { toSummary } from './summary.ts';
import { data, property } from './workflow-command.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The lines that stop and resume workflow commands, so that the output of a container is never taken for one.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#stopping-and-starting-workflow-commands
 */
export function stopCommands(): { readonly stop: string; readonly resume: string } {
  const token = randomUUID();
  return { stop: `::stop-commands::${token}`, resume: `::${token}::` };
}

/**
 * For each behaviour that fails the run, the workflow command that annotates its line in its spec file; one that fails and
 * that the baseline did not judge gets a warning. The package's specs are not in the repository of the job, so that nothing
 * but the title tells what failed.
 */
export function annotations(
  { results }: Results,
  entries: readonly DescribedEntry[],
  inPackage = IN_PACKAGE,
): string[] {
  const lines = new Map(entries.map(({ id, line }) => [id, line]));
  const { baseline } = results.environment.extra;
  const [reported, fails] = [isReported(baseline), failsRun(baseline)];
  const wrong = results.tests.filter(({ extra }) => reported(extra));
  return wrong.map(({ name, filePath, message = '', extra }) => {
    const { id, suspicion, topology } = extra;
    const place = [
      ...(inPackage ? [] : [`file=${property(filePath)}`, ...(lines.has(id) ? [`line=${lines.get(id)}`] : [])]),
      `title=${property(`${id}: ${name}`)}`,
    ];
    const text = [withoutRunNames(message, topology), ...(suspicion ? [`suspicion: ${suspicion}`] : [])];
    return `::${fails(extra) ? 'error' : 'warning'} ${place.join(',')}::${data(text.join('\n'))}`;
  });
}

/** The workflow command that annotates a coverage file: an error where coverage shrank, else a warning. */
export function coverageAnnotation(file: string, message: string, shrank: boolean): string {
  return `::${shrank ? 'error' : 'warning'} file=${property(file)},title=Coverage::${data(message)}`;
}

/** Adds the summary of a run to the summary of its job. */
export function addJobSummary(results: Results, environment: Environment = process.env): void {
  const file = environment['GITHUB_STEP_SUMMARY'];
  if (file) appendFileSync(file, `${toSummary(results)}\n${reportPlace(environment)}\n`);
}

/** Sets the outputs of the step: how many behaviours have each verdict, how many were judged, and where the report is. */
export function addOutputs(results: Results, report: string, environment: Environment = process.env): void {
  const file = environment['GITHUB_OUTPUT'];
  if (!file) return;
  const counts = countsOf(results);
  const { judged, all } = results.results.environment.extra.coverage;
  const outputs = [...verdicts.map((verdict) => [verdict, counts.get(verdict) ?? 0]), ['judged', judged], ['all', all]];
  const lines = outputs.map(([name, value]) => `${name}=${value}\n`);
  // a path may have any character: of several lines, the first alone would be the value
  const mark = randomUUID();
  appendFileSync(file, `${lines.join('')}report<<${mark}\n${resolve(report)}\n${mark}\n`);
}

/** The sentence that names the artefact with the whole report, by REPORT_ARTEFACT of the workflow. */
export function reportPlace(environment: Environment): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = environment;
  const name = environment['REPORT_ARTEFACT'];
  const page = `${server}/${repository}/actions/runs/${run}#artifacts`;
  const artefact = name ? `the artefact [${name}](${page})` : `[the artefacts of this run](${page})`;
  return `Topology drawings and all evidence are in \`index.html\` in ${server && repository && run ? artefact : 'the report'}.`;
}
