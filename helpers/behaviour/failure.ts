import { type Expectation, printExpectation } from '../probe/expectation.ts';
import {
  type Answer,
  type Evidence,
  type InTable,
  type Outcome,
  ProbeError,
  answerOf,
  describeOutcome,
} from '../probe/outcome.ts';
import { type Request, type VantagePoint, printProbe } from '../probe/request.ts';
import { type FactFailure, printValue } from '../scenario/running.ts';

/** An expectation of a probe that did not hold. */
export interface ProbeFailure {
  readonly kind: 'probe';
  readonly from: VantagePoint;
  readonly request: Request;
  readonly expected: Expectation;
  readonly observed: Answer;
  readonly evidence: Evidence;
  readonly tookMs: number;
  /** The server and the way, if it is one of a table of ways. */
  readonly table?: InTable;
}

/** An expectation that did not hold: of a probe, or of something that the engine or a host reported. */
export type Failure = ProbeFailure | FactFailure;

/** The failure of an expectation about an outcome. */
export function probeFailure(outcome: Outcome, expected: Expectation): ProbeFailure {
  const { from, request, evidence, tookMs, table } = outcome;
  const observed = answerOf(outcome);
  return { kind: 'probe', from, request, expected, observed, evidence, tookMs, ...(table ? { table } : {}) };
}

/** Thrown where a control is not answered: nothing can be concluded about the promise. */
export class ControlFailed extends ProbeError {
  readonly failure: ProbeFailure;

  constructor(failure: ProbeFailure) {
    super(`the control failed, so nothing can be concluded\n${printFailure(failure)}`);
    this.name = 'ControlFailed';
    this.failure = failure;
  }
}

/** The parts of a failure as text. */
export interface FailureParts {
  /** The request or the fact: `from nginx: GET http://grafana:3000`, `the driver in inspect`. */
  readonly subject: string;
  readonly expected: string;
  readonly observed: string;
  /** The command and its output, for a probe. */
  readonly evidence?: string;
}

/** A failure as text, part by part. */
export function failureParts(failure: Failure): FailureParts {
  if (failure.kind === 'fact') {
    const { subject, expected, observed } = failure;
    return { subject, expected, observed: printValue(observed) };
  }
  const { expected, observed, evidence, tookMs } = failure;
  return {
    subject: printProbe(failure),
    expected: printExpectation(expected),
    observed: describeOutcome({ ...observed, evidence }),
    evidence: printEvidence(evidence, tookMs),
  };
}

/** A failure as text, a line for each part. */
export function printFailure(failure: Failure): string {
  return printParts(failureParts(failure));
}

/** The parts of a failure as text, a line for each. */
export function printParts({ subject, ...parts }: FailureParts): string {
  return [subject, ...Object.entries(parts).map(([label, text]) => `${label}: ${text}`)].join('\n');
}

/** The command of a probe, and its output, as text. */
export function printEvidence({ command, exitCode, printed }: Evidence, tookMs: number): string {
  const end = exitCode === undefined ? '' : ` → exit code ${exitCode}`;
  return `${command}${end}${printed ? `, "${printed}"` : ''} (${tookMs} ms)`;
}

/** Failures as text, each apart; one that repeats another is left out. */
export function printFailures(failures: readonly Failure[]): string {
  return withoutRepeats(failures).map(printFailure).join('\n\n');
}

/** Failures without those that say the same as an earlier one, but for the time that the request took. */
export function withoutRepeats(failures: readonly Failure[]): Failure[] {
  const first = new Map<string, Failure>();
  for (const failure of failures) {
    const { evidence: _evidence, ...parts } = failureParts(failure);
    const key = JSON.stringify(parts);
    if (!first.has(key)) first.set(key, failure);
  }
  return [...first.values()];
}
