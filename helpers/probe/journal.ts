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

/** What was expected of a probe. */
export interface Judgement {
  readonly expected: Expectation;
  readonly held: boolean;
  /** Where it proves something only beside a request that is answered: the index of that one among the probes. */
  readonly control?: number;
}

/** A request with its outcome, and what was expected of that where anything was. */
export type Probe = Outcome & { readonly judged?: Judgement };

/** The evidence of the behaviour that is running, in the order in which it came. */
export interface Journal {
  readonly probes: readonly Probe[];
  readonly statements: readonly Statement[];
  /** The same as the commands of a person, with the actions between them. */
  readonly steps: readonly Step[];
}

/** A judgement whose control is not yet a place among the probes. */
type Pending = Omit<Judgement, 'control'> & { readonly control?: Outcome };

/** The command of a request as a person would type it, what they do before it, and what its output showed. */
export interface Typed {
  /** None where no person would type it again. */
  readonly command?: ManualCommand;
  readonly before?: readonly ManualCommand[];
  /** None where the script only remarks that it was requested. */
  readonly observed?: Observation;
}

let outcomes: Outcome[] = [];
let expectations = new Map<Outcome, Pending>();
let statements: Statement[] = [];

/** How each outcome is requested manually; one that was requested ahead is recorded when it is taken. */
const typedOf = new WeakMap<Outcome, Typed>();

/** Whether what is requested is requested ahead: no behaviour's evidence yet. */
const isAhead = new AsyncLocalStorage<true>();

/** Does `work`; whoever takes an outcome of it later records that with `recordAgain`. */
export function ahead<T>(work: () => T): T {
  return isAhead.run(true, work);
}

/** Records an outcome, with the command that a person would type for it, and returns it. */
export function record<O extends Outcome>(outcome: O, typed: Typed): O {
  typedOf.set(outcome, typed);
  return isAhead.getStore() ? outcome : recordAgain(outcome);
}

/** Records an outcome that was requested ahead. */
export function recordAgain<O extends Outcome>(outcome: O): O {
  if (!outcomes.includes(outcome)) outcomes.push(outcome);
  const typed = typedOf.get(outcome);
  const { command, before = [], observed } = typed ?? {};
  if (!command) return outcome;
  for (const step of before) recordStep(step);
  recordStep({ ...command, outcome, ...(observed ? { observed } : {}) });
  return outcome;
}

/** Records what was expected of an outcome; of two expectations, one that did not hold is kept. */
export function expected(of: Outcome, expectation: Pending): void {
  if (expectations.get(of)?.held === false) return;
  expectations.set(of, { ...expectations.get(of), ...expectation });
}

/** Records a statement. */
export function stated(statement: Statement): void {
  statements.push(statement);
  recordStep({ statement });
}

/** What was recorded since the last time. */
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
  const place = control ? outcomes.indexOf(control) : -1;
  return { judged: place < 0 ? rest : { ...rest, control: place } };
}
