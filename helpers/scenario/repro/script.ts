import type { LabEngineOptions } from '../../engine/lab/lab-engine.ts';
import { quote } from '../../engine/quote.ts';
import type { Output } from '../steps.ts';

/** How a behaviour is reproduced in a POSIX shell: lines of one script, which share its variables. */
export interface Repro {
  /** Lines that end the script where something is not at hand. */
  readonly needs: readonly string[];
  /** The commands that build what the requests touch. All names on the engine begin with `repro-`. */
  readonly build: readonly string[];
  /** What the behaviour requested, inspected and did, in order. */
  readonly steps: readonly ReproStep[];
  /** What removes all of it, as far as it is there. */
  readonly remove: readonly string[];
  /** The member that stands for another host of the LAN of the engine's own host. */
  readonly lanHost?: string;
  /** The hosts that it takes beside the engine's own, with the daemon options of those that have an engine. */
  readonly hosts: readonly { readonly name: string; readonly engine?: LabEngineOptions }[];
}

/** A command of a script, and what is expected of it. */
export interface ReproStep {
  /** The command is the last line; those before it give it its variables. None for a mere remark. */
  readonly lines: readonly string[];
  /** Comments for people: `expected: answered by grafana`. */
  readonly expected: readonly string[];
  /** What was observed in the run, and how the output is read to compare it; an action has none. */
  readonly observed?: string;
  readonly output?: Output;
}

/** A scenario that nobody can build manually, since it is not known. */
export const noRepro: Repro = { needs: [], build: [], steps: [], remove: [], hosts: [] };

/** Before the name of all that a script makes. */
export const PREFIX = 'repro-';

/** A member's name as people write it on an engine: `insideToo` is `inside-too`. */
export function plainName(name: string): string {
  return name.replace(/(?<=[a-z\d])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

/** The name on the engine that a member of a scenario has in a script. */
export function inScript(name: string): string {
  return `${PREFIX}${plainName(name)}`;
}

/** A variable of a script: `inside_too_ip`. */
export function variable(name: string, what: string): string {
  return `${plainName(name).replaceAll('-', '_')}_${what}`;
}

/** The variable that has the DOCKER_HOST of a host with an engine of its own. */
export function hostVariable(name: string): string {
  return plainName(name).replaceAll('-', '_');
}

/** A word of a script's command: variables of the script's own at its beginning are filled in. */
export function word(text: string): string {
  return /^\$[A-Za-z_]\w*$/.test(text) ? `"${text}"` : quote(text);
}

/** A line that ends the script at once, with the code 2 and one sentence, unless a condition holds. */
export function unless(condition: string, sentence: string): string {
  return `${condition} || { echo ${quote(sentence)} >&2; exit 2; }`;
}
