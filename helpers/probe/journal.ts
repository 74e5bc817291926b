import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type ManualCommand,
  type Observation,
  type Statement,
  type Step,
  recordStep,
  takeSteps,
} from '../scenario/steps.ts';
import { type Expectation, printExpectation } from './expectation.ts';
import type { Outcome } from './outcome.ts';

export type { Statement } from '../scenario/steps.ts';

/** The expectation of a probe, and whether it held. */
export interface Judgement {
  readonly expected: Expectation;
  readonly held: boolean;
  /** The index of its control among the probes, if it has one. */
  readonly control?: number;
}

/** A request with its outcome, and the expectation of it, if any. */
export type Probe = Outcome & { readonly judged?: Judgement };

/** The evidence of the running behaviour, in order. */
export interface Journal {
  readonly probes: readonly Probe[];
  readonly statements: readonly Statement[];
  /** The same as commands to type manually, with the actions between them. */
  readonly steps: readonly Step[];
}

/** A judgement whose control has no index yet. */
type Pending = Omit<Judgement, 'control'> & { readonly control?: Outcome };

/** How to send a request manually: the command, the commands before it, and its output. */
export interface ManualRequest {
  /** None where repeating it manually is pointless. */
  readonly command?: ManualCommand;
  readonly before?: readonly ManualCommand[];
  /** None where the script only mentions the request. */
  readonly observed?: Observation;
  /** Sends the same request with another timeout. */
  readonly again?: (limitMs: number) => Promise<Outcome>;
}

let outcomes: Outcome[] = [];
let expectations = new Map<Outcome, Pending>();
let statements: Statement[] = [];

/** How to send the request of each outcome manually. */
const manualRequests = new WeakMap<Outcome, ManualRequest>();

/** Whether requests are sent ahead: their outcomes are no behaviour's evidence yet. */
const isAhead = new AsyncLocalStorage<true>();

/** Sends requests without recording their outcomes; `recordTaken` records one for the behaviour that uses it. */
export function sendAhead<T>(work: () => T): T {
  return isAhead.run(true, work);
}

/** Records an outcome and the commands that send its request manually, and returns the outcome. */
export function recordOutcome<O extends Outcome>(outcome: O, manual: ManualRequest): O {
  manualRequests.set(outcome, manual);
  return isAhead.getStore() ? outcome : recordTaken(outcome);
}

/** Records an outcome whose request was sent ahead. */
export function recordTaken<O extends Outcome>(outcome: O): O {
  if (!outcomes.includes(outcome)) outcomes.push(outcome);
  const { command, before = [], observed } = manualRequests.get(outcome) ?? {};
  if (!command) return outcome;
  for (const step of before) recordStep(step);
  recordStep({ ...command, outcome, ...(observed ? { observed } : {}) });
  return outcome;
}

/** Sends the request of an outcome again with another timeout; undefined where it cannot be repeated. */
export function sentAgain(outcome: Outcome, limitMs: number): Promise<Outcome> | undefined {
  return manualRequests.get(outcome)?.again?.(limitMs);
}

/** Records an expectation of an outcome; of two expectations, one that did not hold is kept. */
export function recordExpectation(of: Outcome, expectation: Pending): void {
  if (expectations.get(of)?.held === false) return;
  expectations.set(of, { ...expectations.get(of), ...expectation });
}

/** Records a reported fact and the expectation of it. */
export function recordStatement(statement: Statement): void {
  statements.push(statement);
  recordStep({ statement });
}

/** Returns the evidence since the last call, and starts a new journal. */
export function takeJournal(): Journal {
  const probes = outcomes.map((outcome) => ({ ...outcome, ...judgementOf(outcome) }));
  const steps = takeSteps().map(withExpectation);
  const taken = { probes, statements, steps };
  outcomes = [];
  expectations = new Map();
  statements = [];
  return taken;
}

function withExpectation(step: Step): Step {
  const judged = 'outcome' in step && step.outcome ? expectations.get(step.outcome as Outcome) : undefined;
  if (!judged) return step;
  return { ...step, judged: { expected: printExpectation(judged.expected), held: judged.held } };
}

function judgementOf(outcome: Outcome): { judged?: Judgement } {
  const expectation = expectations.get(outcome);
  if (!expectation) return {};
  const { control, ...rest } = expectation;
  const index = control ? outcomes.indexOf(control) : -1;
  return { judged: index < 0 ? rest : { ...rest, control: index } };
}
