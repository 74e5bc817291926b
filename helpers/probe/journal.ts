import { AsyncLocalStorage } from 'node:async_hooks';
import type { Expectation } from './expectation.ts';
import type { Outcome } from './outcome.ts';

/** What was expected of a probe. */
export interface Judgement {
  readonly expected: Expectation;
  readonly held: boolean;
  /** Where it says something only beside a question that is answered: the place of that one among the probes. */
  readonly control?: number;
}

/** A question with its answer, and what was expected of it where anything was. */
export type Probe = Outcome & { readonly judged?: Judgement };

/** Something that the engine or a host told, and what was expected of it; both as text. */
export interface Statement {
  readonly what: string;
  readonly expected: string;
  readonly observed: string;
  readonly held: boolean;
}

/** The evidence of the behaviour that is running, in the order in which it came. */
export interface Journal {
  readonly probes: readonly Probe[];
  readonly statements: readonly Statement[];
}

/** A judgement whose control is not yet a place among the probes. */
type Pending = Omit<Judgement, 'control'> & { readonly control?: Outcome };

let outcomes: Outcome[] = [];
let expectations = new Map<Outcome, Pending>();
let statements: Statement[] = [];

/** Whether what is asked is asked for later: nobody's evidence yet. */
const forLater = new AsyncLocalStorage<true>();

/** Writes an outcome into the journal, and gives it back. */
export function journaled<O extends Outcome>(outcome: O): O {
  if (!forLater.getStore() && !outcomes.includes(outcome)) outcomes.push(outcome);
  return outcome;
}

/** Whether what is asked now is nobody's evidence yet. */
export function isAside(): boolean {
  return forLater.getStore() === true;
}

/** Does `work`; what is asked in it is written down by whoever takes the answer. */
export function aside<T>(work: () => T): T {
  return forLater.run(true, work);
}

/** Writes into the journal what was expected of an outcome that is in it; what was said first counts, unless it held. */
export function expected(of: Outcome, expectation: Pending): void {
  if (expectations.get(of)?.held === false) return;
  expectations.set(of, { ...expectations.get(of), ...expectation });
}

/** Writes a statement into the journal. */
export function stated(statement: Statement): void {
  statements.push(statement);
}

/** Takes what was written since the last time. */
export function takeJournal(): Journal {
  const probes = outcomes.map((outcome) => ({ ...outcome, ...judgementOf(outcome) }));
  const taken = { probes, statements };
  outcomes = [];
  expectations = new Map();
  statements = [];
  return taken;
}

function judgementOf(outcome: Outcome): { judged?: Judgement } {
  const expectation = expectations.get(outcome);
  if (!expectation) return {};
  const { control, ...rest } = expectation;
  const place = control ? outcomes.indexOf(control) : -1;
  return { judged: place < 0 ? rest : { ...rest, control: place } };
}
