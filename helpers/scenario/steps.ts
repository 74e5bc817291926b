import { AsyncLocalStorage } from 'node:async_hooks';
import type Dockerode from 'dockerode';

/** How the output of a command is parsed, to compare two runs of it. */
export type Output =
  | 'page'
  | 'name'
  | 'system name'
  | 'datagram'
  | 'spoofed datagram'
  | 'ping'
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

/** The output of a command in the run, without parts that change from run to run, as lines in any order. */
export interface Observation {
  readonly output: Output;
  readonly lines: readonly string[];
}

/** The optional properties of every command. */
interface CommandBase {
  /** Of a request, or of something inspected; an action has none. */
  readonly observed?: Observation;
  /** Its outcome, if any: the expectation of it is printed with the command. */
  readonly outcome?: object;
  /** The expectation of that outcome. */
  readonly judged?: { readonly expected: string; readonly held: boolean };
  /** Whether it was repeated until the answer changed. */
  readonly settles?: boolean;
  /** Lines that end the script if something that it requires is missing. */
  readonly needs?: readonly string[];
}

/** A command in words; its names, addresses and ports are those of the run. */
interface Words extends CommandBase {
  readonly words: readonly string[];
  /** The engine whose docker CLI it begins with; the run's own by default. */
  readonly engine?: Dockerode;
  /** Its standard input, as it is written with the whole script. */
  readonly stdin?: () => string;
  /** The command that undoes it, if the script ends before its own line for that. */
  readonly undo?: readonly string[];
  /** Whether it is repeated until it succeeds, for at most a minute. */
  readonly untilDone?: true;
}

/** A command that is a whole shell line, such as a pipe. */
interface Line extends CommandBase {
  readonly line: string;
  readonly undo?: string;
}

/** A command of the running behaviour, as a person would type it. */
export type ManualCommand = Words | Line;

/** A fact that the engine or a host reported, and the expectation of it, both as text. */
export interface Statement {
  readonly subject: string;
  readonly expected: string;
  readonly observed: string;
  readonly held: boolean;
}

/** A step of the running behaviour: a command, or an expectation of the commands before it. */
export type Step = ManualCommand | { readonly statement: Statement };

let steps: Step[] = [];

/** Whether what is done now is left out of the script of its behaviour. */
const isLeftOut = new AsyncLocalStorage<true>();

/** Does `work` without a line for each of its commands in the script: nobody does hundreds of them by hand. */
export async function leftOutOfScript(what: string, work: () => Promise<void>): Promise<void> {
  recordStep({ line: `# ${what}: not repeated here` });
  return isLeftOut.run(true, work);
}

/**
 * Records a step of the running behaviour. A request that is repeated, with no action in between, keeps its place and
 * has the later answer; `settles` marks that the answers differed.
 */
export function recordStep(step: Step): void {
  if (isLeftOut.getStore()) return;
  const before = indexOfSame(step);
  const old = steps[before];
  if (old === undefined) steps.push(step);
  else if ('statement' in step || 'statement' in old) steps[before] = step;
  else steps[before] = old.settles || !isSame(old, step) ? { ...step, settles: true } : step;
}

/** Returns the steps since the last call, and starts a new list. */
export function takeSteps(): Step[] {
  const taken = steps;
  steps = [];
  return taken;
}

/** The index of the same step since the last action; -1 if there is none. */
function indexOfSame(step: Step): number {
  const key = keyOf(step);
  if (key === undefined) return -1;
  const action = steps.findLastIndex((other) => keyOf(other) === undefined);
  return steps.findIndex((other, index) => index > action && keyOf(other) === key);
}

/** The key that identifies a repeated request or statement; undefined for an action. */
function keyOf(step: Step): string | undefined {
  if ('statement' in step) return `statement: ${step.statement.subject}`;
  if (!step.observed) return undefined;
  return 'line' in step ? step.line : step.words.join(' ');
}

function isSame(one: ManualCommand, other: ManualCommand): boolean {
  return JSON.stringify(one.observed?.lines) === JSON.stringify(other.observed?.lines);
}
