import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AggregatedResult, Config, Reporter, Test, TestCaseResult, TestResult } from '@jest/reporters';
import { catalogue } from '../behaviour/catalogue.ts';
import { chapterOf } from '../behaviour/chapters.ts';
import { readRecords } from '../behaviour/records.ts';
import { currentRun } from '../engine/run.ts';
import { readTimings } from '../engine/timing.ts';
import { roleImages } from '../images/roles.ts';
import { audit } from './audit.ts';
import { type Timings, suiteVersion, toResults } from './ctrf.ts';
import { doctorText } from './doctor.ts';
import { type Finding, findingsOf } from './finding.ts';
import { ProgressLine } from './progress-line.ts';
import { closing, printable, styled, tree, whereTimeWent } from './terminal.ts';
import { writeResults } from './write.ts';

const FOLDER = process.env['CONFORMANCE_REPORT'] ?? 'report';

/** Tells the run as a tree of sentences while it goes, and writes its results at its end. */
export default class ConformanceReporter implements Pick<
  Reporter,
  'onTestCaseResult' | 'onTestResult' | 'onRunComplete'
> {
  private readonly entries = catalogue();
  private readonly findings: Finding[] = [];
  private readonly start = Date.now();

  private readonly progress: ProgressLine;

  constructor({ testNamePattern }: Pick<Config.GlobalConfig, 'testNamePattern'>) {
    const wanted = new RegExp(testNamePattern ?? '', 'i');
    this.progress = new ProgressLine(
      this.entries.filter(({ id, sentence }) => wanted.test(`${id} · ${sentence}`)).length,
    );
  }

  onTestCaseResult({ path }: Test, { status, title }: TestCaseResult): void {
    if (path.endsWith('.spec.ts') && (status === 'passed' || status === 'failed'))
      this.progress.count(chapterOf(title), status);
  }

  onTestResult(_test: Test, result: TestResult): void {
    this.progress.clear();
    this.tell(result);
    this.progress.draw();
  }

  private tell(result: TestResult): void {
    if (isSpec(result)) {
      const findings = findingsOf(result, readRecords(currentRun().records), this.entries);
      this.findings.push(...findings);
      if (findings.length > 0) say(tree(findings, currentRun().engine));
      // Jest tells of those that are skipped only now
      for (const { id, verdict } of findings) if (isSkipped(verdict)) this.progress.count(chapterOf(id), 'skipped');
    } else if (result.numFailingTests > 0 || result.testExecError) {
      say(printable(result.failureMessage ?? ''));
    }
  }

  onRunComplete(_contexts: unknown, aggregated: AggregatedResult): void {
    this.progress.end();
    const units = aggregated.testResults.filter((result) => !isSpec(result)).flatMap(({ testResults }) => testResults);
    // spec files end in any order; the results of two runs are to be laid side by side
    const place = new Map(this.entries.map(({ id }, index) => [id, index]));
    const sorted = this.findings.toSorted((one, other) => (place.get(one.id) ?? 0) - (place.get(other.id) ?? 0));
    const timings = this.timings();
    const results = toResults(sorted, {
      timings,
      doctor: doctorText(currentRun(), this.entries),
      run: currentRun(),
      images: roleImages(),
      version: suiteVersion(),
      start: this.start,
      stop: Date.now(),
    });
    writeResults(FOLDER, results);
    const brokenFiles = aggregated.testResults.filter((result) => result.testExecError && result.numFailingTests === 0);
    const counts = { passed: aggregated.numPassedTests, failed: aggregated.numFailedTests + brokenFiles.length };
    writeFileSync(join(currentRun().records, '..', 'counts.json'), JSON.stringify(counts));
    const standIns = [...new Set(results.results.tests.flatMap(({ extra }) => extra.standIns))];
    if (standIns.length > 0)
      say(styled('dim', `No registry is in reach: a stand-in played ${standIns.join(' and ')}.`));
    if (units.length > 0)
      say(
        styled(
          'dim',
          `${units.filter(({ status }) => status === 'passed').length} of ${units.length} unit tests of the helpers passed.`,
        ),
      );
    say(styled('dim', whereTimeWent(timings)));
    say(styled('bold', closing(this.findings)));
    if (process.env['CONFORMANCE_AUDIT']) say(audit(sorted, currentRun().engine));
  }

  private timings(): Timings {
    const { preparation, records } = currentRun();
    const { start, removal } = readTimings(records);
    const behaviours = this.findings.reduce((sum, { durationMs }) => sum + durationMs, 0);
    return {
      ...preparation,
      specs: Date.now() - this.start,
      scenarioStarts: start,
      behaviours: Math.round(behaviours),
      scenarioRemovals: removal,
    };
  }
}

function isSkipped(verdict: Finding['verdict']): boolean {
  return verdict === 'unsupported' || verdict === 'disabled';
}

function isSpec(result: TestResult): boolean {
  return result.testFilePath.endsWith('.spec.ts');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
