import type { LabEngineOptions } from '../../engine/lab/lab-engine.ts';
import { quote } from '../../engine/quote.ts';
import type { Output } from '../steps.ts';

/** How a behaviour is reproduced in a POSIX shell: lines of one script, which share its variables. */
export interface Repro {
  /** Lines that end the script if something is missing. */
  readonly needs: readonly string[];
  /** The commands that build the members of the requests. All names on the engine begin with `repro-`. */
  readonly build: readonly string[];
  /** The requests, inspections and actions of the behaviour, in order. */
  readonly steps: readonly ReproStep[];
  /** The commands that remove all of it, as far as it exists. */
  readonly remove: readonly string[];
  /** The member in the role of a LAN host, on the link of the engine's host. */
  readonly lanHost?: string;
  /** The hosts that it requires in addition to the engine's host, with the daemon options of those with an engine. */
  readonly hosts: readonly { readonly name: string; readonly engine?: LabEngineOptions }[];
}

/** A command of a script, and the expectations of it. */
export interface ReproStep {
  /** The command is the last line; those before it set its variables. Empty for a mere remark. */
  readonly lines: readonly string[];
  /** Comments for people: `expected: answered by grafana`. */
  readonly expected: readonly string[];
  /** The observation in the run, and how the output is parsed to compare it; an action has none. */
  readonly observed?: string;
  readonly output?: Output;
}

/** The empty repro, of a behaviour that did not run. */
export const noRepro: Repro = { needs: [], build: [], steps: [], remove: [], hosts: [] };

/** The prefix of every name that a script creates. */
export const SCRIPT_PREFIX = 'repro-';

/** A member's name as people write it on an engine: `insideToo` is `inside-too`. */
export function plainName(name: string): string {
  return name.replace(/(?<=[a-z\d])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

/** The name on the engine that a member of a scenario has in a script. */
export function scriptName(name: string): string {
  return `${SCRIPT_PREFIX}${plainName(name)}`;
}

/** A variable of a script: `inside_too_ip`. */
export function scriptVariable(name: string, what: string): string {
  return `${plainName(name).replaceAll('-', '_')}_${what}`;
}

/** The variable with the DOCKER_HOST of an engine host. */
export function hostVariable(name: string): string {
  return plainName(name).replaceAll('-', '_');
}

/** A word of a script's command, quoted; a variable of the script is expanded. */
export function shellWord(text: string): string {
  return /^\$[A-Za-z_]\w*$/.test(text) ? `"${text}"` : quote(text);
}

/** A line that ends the script with exit code 2 and a sentence, unless a condition holds. */
export function exitUnless(condition: string, sentence: string): string {
  return `${condition} || { echo ${quote(sentence)} >&2; exit 2; }`;
}
