import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../engine/make-folder.ts';
import { UserError } from '../engine/user-error.ts';
import { suiteVersion } from '../report/ctrf.ts';
import { onGitHub } from '../report/workflow-command.ts';
import { printable } from '../report/terminal.ts';
import { plural } from '../report/printed-values.ts';
import { draft } from '../stack/draft.ts';
import { explainText, parsePair } from '../stack/explain.ts';
import type { Finding } from '../stack/finding.ts';
import { judge } from '../stack/judge.ts';
import { countsText, findingsText, matrixText, unjudgedText } from '../stack/print.ts';
import { printRequest } from '../stack/requests.ts';
import { stackAnnotations, toStackJunit, toStackResults, toStackSummary } from '../stack/results.ts';
import { publicListeners } from '../stack/scene.ts';
import { NO_PROJECT, servicesOf } from '../stack/stack.ts';
import type { CheckOptions, Checked } from './checked.ts';

/** Prints what a check found, writes its results, and gives the exit code: 1 where one failed, else 2 for an error. */
export async function concludeCheck(checked: Checked, options: CheckOptions): Promise<number> {
  const { scene, requests, exchanges, restarted } = checked;
  if (options.dryRun) {
    console.log(requests.map((request) => printable(printRequest(request))).join('\n'));
    return 0;
  }
  const findings = judge(scene, exchanges, restarted);
  if (options.explain !== undefined) {
    const pair = parsePair(options.explain);
    console.log(`\n${explainText(findings, exchanges, pair, scene)}`);
    return 0;
  }
  if (findings.length === 0)
    throw new UserError(
      `There is nothing to judge in ${scene.stack.project}: no service listens where another could reach it, and no rule names a port.`,
    );
  console.log(`\n${matrixText(findings)}\n`);
  const { unjudged } = scene.stack;
  const wrong = [findingsText(findings, options.policy, options.up), unjudgedText(unjudged)].filter(Boolean);
  if (wrong.length > 0) console.log(`${wrong.join('\n')}\n`);
  console.log(`${countsText(findings, unjudged)} · ${((Date.now() - checked.start) / 1000).toFixed(1)} s`);
  await writeResults(checked, findings, options);
  const has = (verdict: Finding['verdict']): boolean => findings.some((one) => one.verdict === verdict);
  return has('failed') ? 1 : has('error') ? 2 : 0;
}

/**
 * Writes the drafted policy. Throws a UserError where the stack changed meanwhile: what is not there would be drafted as
 * closed.
 */
export function writeDraft({ scene, exchanges, requests, restarted }: Checked): number {
  const { policy, stack } = scene;
  const changed = stack.containers.filter(({ id }) => restarted.has(id)).map(({ name }) => name);
  if (changed.length > 0)
    throw new UserError(
      `No policy was drafted, because ${changed.join(', ')} restarted or ended meanwhile: see docker logs ${changed[0]}, and draft it again.`,
    );
  const failed = exchanges.find(({ answer }) => answer.kind === 'error');
  if (failed?.answer.kind === 'error')
    throw new UserError(
      `No policy was drafted, because a request could not be sent (${printable(printRequest(failed.request))}: ${printable(failed.answer.because)}): draft it again.`,
    );
  const text = draft(stack, exchanges);
  writeFileSync(policy.file, text, { flag: 'wx' });
  const rules = text.split('\n').filter((line) => line.startsWith('  - ')).length;
  console.log(
    `Wrote ${policy.file}: ${plural(rules, 'rule')} for what answered ${plural(requests.length, 'request')}. Delete what should be closed.`,
  );
  if (stack.unjudged.length > 0) console.log(unjudgedText(stack.unjudged));
  return 0;
}

/** What a check is about, printed beforehand: `Project shop on Docker Engine 26.1.5: 5 services, 20 pairs, …`. */
export function scopeText({
  scene,
  requests,
  fingerprint,
}: Pick<Checked, 'scene' | 'requests' | 'fingerprint'>): string {
  const { stack } = scene;
  const services = servicesOf(stack).length;
  const listeners = stack.containers.flatMap((container) => publicListeners(scene, container)).length;
  const published = stack.containers.flatMap(({ bindings }) => bindings).length;
  const isProject = stack.project !== NO_PROJECT;
  return (
    `${isProject ? `Project ${stack.project}` : 'Containers'} on ${fingerprint.name} ${fingerprint.version}: ${isProject ? plural(services, 'service') : `${services} of the policy`}, ${plural(services * (services - 1), 'pair')}, ` +
    `${plural(listeners, 'listener')}, ${plural(published, 'binding')} of published ports; ${plural(requests.length, 'request')}, without data over TCP.`
  );
}

async function writeResults(
  { scene, exchanges, fingerprint, start }: Checked,
  findings: readonly Finding[],
  { policy, report, up: isGone = false }: CheckOptions,
): Promise<void> {
  const { project, unjudged } = scene.stack;
  const summary = toStackSummary(findings, matrixText(findings, false), project, unjudged);
  const file = process.env['GITHUB_STEP_SUMMARY'];
  if (file) appendFileSync(file, `${summary}\n`);
  if (onGitHub()) for (const line of stackAnnotations(findings, policy)) console.log(line);
  if (report === undefined) return;
  makeFolder(report, 'name another folder with --report');
  const engine = `${fingerprint.name} ${fingerprint.version}`;
  const about = { file: policy, project, engine, version: suiteVersion(), start, stop: Date.now(), isGone, unjudged };
  writeFileSync(
    join(report, 'results.json'),
    `${JSON.stringify(toStackResults(findings, exchanges, about), undefined, 2)}\n`,
  );
  writeFileSync(join(report, 'junit.xml'), toStackJunit(findings, policy, unjudged));
  writeFileSync(join(report, 'summary.md'), summary);
  // what draws and lays out takes a while to load, and most checks write no report
  const { toStackHtml } = await import('../stack/page.ts');
  writeFileSync(join(report, 'index.html'), await toStackHtml(findings, exchanges, scene, about));
  console.log(`Report: ${join(report, 'index.html')}; results.json, junit.xml and summary.md are beside it.`);
}
