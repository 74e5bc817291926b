import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { AggregatedResult, Config, Reporter, Test, TestCaseResult, TestResult } from '@jest/reporters';
import { catalogue } from '../behaviour/catalogue.ts';
import { chapterOf } from '../behaviour/chapters.ts';
import { RecordReader } from '../behaviour/records.ts';
import { isSpecFile } from '../behaviour/spec-path.ts';
import { currentRun, sharedPath } from '../engine/run.ts';
import { readTimings } from '../engine/timing.ts';
import { roleImages } from '../images/roles.ts';
import { audit } from './audit.ts';
import { BASELINE_FILE, type Baseline } from './baseline/baseline.ts';
import { compareWithBaseline } from './baseline/compared.ts';
import { baselineText } from './baseline/terminal.ts';
import { countTests } from './counts.ts';
import { type Results, suiteVersion, toResults } from './ctrf.ts';
import { doctorText } from './doctor.ts';
import { type Finding, findingsOf } from './finding.ts';
import { ProgressLine } from './progress-line.ts';
import { headline } from './headline.ts';
import { indented, printable, styled } from './terminal.ts';
import { chapterLines, summaryText, timeText } from './terminal-summary.ts';
import { tree } from './terminal-tree.ts';
import type { Timings } from './timings.ts';
import { writeResults } from './write.ts';
import { titleOf } from '../behaviour/title.ts';
import { userSpecsFolder } from '../behaviour/user-specs.ts';

const FOLDER = process.env['CONFORMANCE_REPORT'] ?? 'report';

/** Whether every behaviour is printed, and not only those that did not pass. */
const VERBOSE = Boolean(process.env['CONFORMANCE_VERBOSE']);

/** Shows how far the run is, writes its results at its end, and prints what it found. */
export default class ConformanceReporter implements Pick<
  Reporter,
  'onTestCaseResult' | 'onTestResult' | 'onRunComplete'
> {
  private readonly entries = catalogue();
  private readonly findings: Finding[] = [];
  private readonly records = new RecordReader(currentRun().records);
  private readonly start = Date.now();

  private readonly progress: ProgressLine;
  /** Matches the full names of the selected tests, as Jest does. */
  private readonly wanted: RegExp;

  constructor({ testNamePattern }: Pick<Config.GlobalConfig, 'testNamePattern'>) {
    this.wanted = new RegExp(testNamePattern ?? '', 'i');
    this.progress = new ProgressLine(this.entries.filter((entry) => this.wanted.test(titleOf(entry))).length);
  }

  onTestCaseResult({ path }: Test, { status, title }: TestCaseResult): void {
    if (isSpecFile(path) && (status === 'passed' || status === 'failed')) this.progress.count(chapterOf(title), status);
  }

  onTestResult(_test: Test, result: TestResult): void {
    this.progress.clear();
    this.collect(result);
    this.progress.draw();
  }

  private collect(result: TestResult): void {
    if (isSpec(result)) {
      const findings = findingsOf(result, this.records.read(), this.entries, this.wanted);
      this.findings.push(...findings);
      if (VERBOSE && findings.length > 0) print(tree(findings, currentRun().engine));
      // of the end of a scenario, after the verdicts
      if (result.testExecError && result.testResults.length > 0) print(printable(result.failureMessage ?? ''));
      // Jest reports skipped tests only now
      for (const { id, verdict } of findings) if (isSkipped(verdict)) this.progress.count(chapterOf(id), 'skipped');
    } else if (result.numFailingTests > 0 || result.testExecError) {
      print(printable(result.failureMessage ?? ''));
    }
  }

  onRunComplete(_contexts: unknown, aggregated: AggregatedResult): void {
    this.progress.end();
    const units = aggregated.testResults.filter((result) => !isSpec(result)).flatMap(({ testResults }) => testResults);
    // spec files end in any order; the results of two runs are to be laid side by side
    const place = new Map(this.entries.map(({ id }, index) => [id, index]));
    const sorted = this.findings.toSorted(
      (one, other) => (place.get(one.id) ?? 0) - (place.get(other.id) ?? 0) || byFile(one, other),
    );
    const results = toResults(sorted, {
      timings: this.timings(),
      ...(userSpecsFolder() === undefined ? { doctor: doctorText(currentRun(), this.entries) } : {}),
      run: currentRun(),
      images: roleImages(),
      version: suiteVersion(),
      start: this.start,
      stop: Date.now(),
      all: userSpecsFolder() === undefined ? this.entries.length : sorted.length,
    });
    this.compare(results);
    writeResults(FOLDER, results);
    const verdicts = new Map(sorted.map(({ id, verdict }) => [id, verdict]));
    const counts = countTests(aggregated, verdicts, results.results.environment.extra.baseline);
    const errors = sorted.filter(({ verdict }) => verdict === 'error').length;
    const all = userSpecsFolder() === undefined ? counts : { ...counts, errors };
    writeFileSync(sharedPath('counts.json'), JSON.stringify(all));
    this.conclude(sorted, results, units);
  }

  /** Adds the comparison with the baseline to the results, where the run has one. */
  private compare({ results }: Results): void {
    const file = sharedPath(BASELINE_FILE);
    if (!existsSync(file)) return;
    const read = JSON.parse(readFileSync(file, 'utf8')) as Baseline;
    const ids = this.entries.map(({ id }) => id);
    Object.assign(results.environment.extra, { baseline: compareWithBaseline(read, results.tests, ids) });
  }

  private conclude(sorted: readonly Finding[], found: Results, units: readonly TestCaseResult[]): void {
    const { engine } = currentRun();
    const { tests, environment } = found.results;
    const { baseline } = environment.extra;
    const standIns = [...new Set(tests.flatMap(({ extra }) => extra.standIns))];
    print(`\n${VERBOSE ? chapterLines(sorted) : summaryText(sorted, engine, baseline)}\n`);
    if (process.env['CONFORMANCE_AUDIT']) print(`${audit(sorted, engine)}\n`);
    if (baseline) print(`${baselineText(baseline, found)}\n`);
    print(styled('bold', headline(found)));
    const notes = [
      ...(standIns.length > 0 ? [`No registry is reachable: a stand-in replaced ${standIns.join(' and ')}.`] : []),
      ...(units.length > 0 ? [unitsText(units)] : []),
      timeText(environment.extra.timings),
    ];
    for (const note of notes) print(styled('dim', indented(note, 0)));
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

/** The specs of the user are in no catalogue. */
function byFile(one: Finding, other: Finding): number {
  return userSpecsFolder() === undefined ? 0 : one.file.localeCompare(other.file);
}

function isSkipped(verdict: Finding['verdict']): boolean {
  return verdict === 'unsupported' || verdict === 'disabled';
}

function isSpec(result: TestResult): boolean {
  return isSpecFile(result.testFilePath);
}

function unitsText(units: readonly TestCaseResult[]): string {
  const passed = units.filter(({ status }) => status === 'passed').length;
  return `${passed} of ${units.length} unit tests of the helpers passed.`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
