import type Dockerode from 'dockerode';

/** How the output of a command is read, so that two runs of it can be compared. */
export type Output =
  | 'page'
  | 'name'
  | 'datagram'
  | 'spoofed datagram'
  | 'container'
  | 'network'
  | 'interfaces'
  | 'own addresses'
  | 'host addresses'
  | 'routes'
  | 'sockets'
  | 'namespace'
  | 'networks'
  | 'drivers'
  | 'counters'
  | 'text';

/** What a command showed in the run, without what changes from run to run; the order of the lines means nothing. */
export interface Observation {
  readonly output: Output;
  readonly lines: readonly string[];
}

/** What every command may carry. */
interface Typed {
  /** Of a request, or of something inspected; an action has none. */
  readonly observed?: Observation;
  /** The outcome that it led to, if any: what is expected of that is printed beside the command. */
  readonly outcome?: object;
  /** What was expected of that outcome. */
  readonly judged?: { readonly expected: string; readonly held: boolean };
  /** Whether it was repeated until the answer was another one. */
  readonly settles?: boolean;
  /** What must be at hand: lines that end the script where it is not. */
  readonly needs?: readonly string[];
}

/** A command in words; its names, addresses and ports are those of the run. */
interface Words extends Typed {
  readonly words: readonly string[];
  /** The engine whose docker CLI it begins with; the run's own by default. */
  readonly engine?: Dockerode;
  /** What it reads from its standard input. */
  readonly stdin?: string;
  /** What undoes it, if the script ends before its own line for that. */
  readonly undo?: readonly string[];
}

/** A command that is more than words, such as a pipe. */
interface Line extends Typed {
  readonly line: string;
  readonly undo?: string;
}

/** A command of the running behaviour, as a person would type it. */
export type ManualCommand = Words | Line;

/** Something that the engine or a host reported, and what was expected of it; both as text. */
export interface Statement {
  readonly subject: string;
  readonly expected: string;
  readonly observed: string;
  readonly held: boolean;
}

/** A step of the running behaviour: a command, or what was expected of those before it. */
export type Step = ManualCommand | { readonly statement: Statement };

let steps: Step[] = [];

/**
 * Records a step of the running behaviour. A request that is repeated, with no action in between, keeps its place and
 * has the later answer; `settles` marks that the answers differed.
 */
export function recordStep(step: Step): void {
  const before = earlier(step);
  const old = steps[before];
  if (old === undefined) steps.push(step);
  else if ('statement' in step || 'statement' in old) steps[before] = step;
  else steps[before] = old.settles || !isSame(old, step) ? { ...step, settles: true } : step;
}

/** The steps since the last time. */
export function takeSteps(): Step[] {
  const taken = steps;
  steps = [];
  return taken;
}

/** Where the same was recorded since the last action. */
function earlier(step: Step): number {
  const key = keyOf(step);
  if (key === undefined) return -1;
  const action = steps.findLastIndex((other) => keyOf(other) === undefined);
  return steps.findIndex((other, index) => index > action && keyOf(other) === key);
}

/** By what a request or a statement is known again; undefined for an action. */
function keyOf(step: Step): string | undefined {
  if ('statement' in step) return `statement: ${step.statement.subject}`;
  if (!step.observed) return undefined;
  return 'line' in step ? step.line : step.words.join(' ');
}

function isSame(one: ManualCommand, other: ManualCommand): boolean {
  return JSON.stringify(one.observed?.lines) === JSON.stringify(other.observed?.lines);
}
