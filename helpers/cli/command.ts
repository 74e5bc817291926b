import { type Command, Option } from 'commander';
import { defaultSuite, suites } from '../engine/embedded/suites.ts';

/** What every `--help` says last. */
const EXIT_CODES = 'Exit code: 0 conformant, 1 not, 2 could not run, 128 + N after signal N.';

/** What a subcommand is called, what it does in one line, and commands that people type. */
export interface Description {
  readonly name: string;
  readonly summary: string;
  /** Each with what it does. */
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Whether it takes the name of an embedded engine. */
  readonly engines?: true;
}

/** Every embedded engine, with what it holds. */
const engines = [
  'Embedded engines, to which options may be added, as in debian:trixie+icc=false:',
  ...suites.map(({ name, holds }) => `  ${name.padEnd(16)}  ${holds}${name === defaultSuite ? ' (the default)' : ''}`),
  '',
];

/** Adds a subcommand with its examples to a command. */
export function subcommand(parent: Command, { name, summary, examples, engines: takesEngine }: Description): Command {
  const lines = examples.flatMap(([command, what]) => [`  ${command}`, ...(what ? [`      ${what}`] : [])]);
  return parent
    .command(name)
    .description(summary)
    .addHelpText('after', ['', ...(takesEngine ? engines : []), 'Examples:', ...lines, '', EXIT_CODES].join('\n'));
}

/** The action of a subcommand: it sets the exit code that `work` gives. */
export function exiting<Args extends unknown[]>(work: (...args: Args) => Promise<number>) {
  return async (...args: Args): Promise<void> => {
    process.exitCode = await work(...args);
  };
}

/** An option that may be repeated; without it, all are meant. */
export function repeatable(flags: string, what: string): Option {
  return new Option(flags, `${what}; may be repeated`)
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([], 'all');
}

/** `--engine NAME`. */
export function engineOption(what = 'an embedded engine instead of the one that is found'): Option {
  return new Option('--engine <name>', what);
}

/** `--behaviour ID` */
export const behaviourOption = (): Option => repeatable('--behaviour <id>', 'only this behaviour');

/** `--chapter NAME` */
export const chapterOption = (): Option => repeatable('--chapter <name>', 'only the behaviours of this chapter');
