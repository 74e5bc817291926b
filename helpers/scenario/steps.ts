import type Dockerode from 'dockerode';

/** A question that was asked, as a person would type it, with what came of it. */
export interface Question {
  /** One simple command; its names, addresses and ports are those of the run. */
  readonly words: readonly string[];
  /** The engine whose docker CLI it begins with; the run's own where nothing is said. */
  readonly engine?: Dockerode;
  /** What was observed, without what changes from run to run; the order of the lines says nothing. */
  readonly observed: readonly string[];
}

/** Something that was done between questions. */
export interface Deed {
  readonly words: readonly string[];
  readonly engine?: Dockerode;
  /** What must be at hand, as the first lines of the script. */
  readonly needs?: readonly string[];
  /** The command that takes it back, where the script ends before its own line for that. */
  readonly undo?: readonly string[];
}

/** Something that was done or seen with means that no docker command has: lines of a script as they are. */
export interface Manoeuvre {
  readonly line: string;
  readonly observed?: readonly string[];
  /** What must be at hand, as the first lines of the script. */
  readonly needs?: readonly string[];
  /** What takes it back, where the script ends before its own line for that. */
  readonly undo?: string;
}

export type Step = Question | Deed | Manoeuvre;

let steps: Step[] = [];

/** Keeps a step of the behaviour that is running, for its script. The same question asked again has the later answer. */
export function noted(step: Step): void {
  const command = commandOf(step);
  const done = steps.findLastIndex((other) => !('observed' in other));
  const before = 'observed' in step ? steps.findIndex((other, at) => at > done && commandOf(other) === command) : -1;
  if (before < 0) steps.push(step);
  else steps[before] = step;
}

/** Takes what was noted since the last time. */
export function takeSteps(): Step[] {
  const taken = steps;
  steps = [];
  return taken;
}

function commandOf(step: Step): string {
  return 'line' in step ? step.line : step.words.join(' ');
}
