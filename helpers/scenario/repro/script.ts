import type { LabEngineOptions } from '../../engine/lab/lab-engine.ts';
import { quote } from '../../engine/quote.ts';
import { RUN_LABEL } from '../../engine/run.ts';

/** How a behaviour is reproduced in a POSIX shell: lines of one script, which share its variables. */
export interface Repro {
  /** What must be at hand, and the commands that build the scenario. Names begin with `$RUN`, which the first line sets. */
  readonly build: readonly string[];
  /** What the behaviour asked and did, in order. Addresses and host ports are taken from the engine. */
  readonly ask: readonly string[];
  /** For each line of `ask`, what was observed in the run, without what changes from run to run; empty for what was only done. */
  readonly observed: readonly string[];
  /** What removes all of it, whatever of it is there. */
  readonly remove: readonly string[];
  /** The hosts that it takes beside the engine's own, and what the engines of those that have one were told in the run. */
  readonly hosts: readonly { readonly name: string; readonly engine?: LabEngineOptions }[];
}

/** A scenario that nobody can build by hand, since it is not known. */
export const noRepro: Repro = { build: [], ask: [], observed: [], remove: [], hosts: [] };

/** The name on the engine that a member of a scenario has in a script. */
export function inRun(name: string): string {
  return `$RUN-${name}`;
}

/** The label that everything has that a script makes: it is the suite's, and no run's of this machine. */
export const label: readonly string[] = ['--label', `${RUN_LABEL}=$RUN`];

/** A word of a script's command: variables of the script's own at its beginning, or after a sign of equality, are filled in. */
export function word(text: string): string {
  return /^([\w.-]+=|container:)?\$[A-Za-z_]\w*(-[\w-]+)?$/.test(text) ? `"${text}"` : quote(text);
}

/** A line that ends the script at once, with the code 2 and one sentence, unless a condition holds. */
export function unless(condition: string, sentence: string): string {
  return `${condition} || { echo ${quote(sentence)} >&2; exit 2; }`;
}
