import { type Command, Option } from 'commander';
import { suites } from '../engine/embedded/suites.ts';

/** What every `--help` says last. */
const EXIT_CODES = 'Exit code: 0 conformant, 1 not, 2 could not run, 128 + N after signal N.';

/** What a subcommand is called, what it does in one line, and commands that people type. */
export interface Description {
  readonly name: string;
  readonly summary: string;
  /** Each with what it does. */
  readonly examples: readonly (readonly [command: string, what: string])[];
}

/** Adds a subcommand with its examples to a command. */
export function subcommand(parent: Command, { name, summary, examples }: Description): Command {
  const lines = examples.flatMap(([command, what]) => [`  ${command}`, ...(what ? [`      ${what}`] : [])]);
  return parent
    .command(name)
    .description(summary)
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}\n\n${EXIT_CODES}`);
}

/** The action of a subcommand: it sets the exit code that `work` gives. */
export function exiting<Args extends unknown[]>(work: (...args: Args) => Promise<number>) {
  return async (...args: Args): Promise<void> => {
    process.exitCode = await work(...args);
  };
}

/** Collects the values of an option that may be repeated. */
export function repeated(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** `--engine NAME`, with every engine that there is. */
export function engineOption(what: string): Option {
  const names = suites.map(({ name }) => name).join(', ');
  return new Option('--engine <name>', `${what}: ${names}; options may follow, as in debian:trixie+icc=false`);
}

/** `--behaviour ID`, which may be repeated. */
export function behaviourOption(): Option {
  return new Option('--behaviour <id>', 'only this behaviour; may be repeated').argParser(repeated).default([], 'all');
}

/** `--chapter NAME`, which may be repeated. */
export function chapterOption(): Option {
  return new Option('--chapter <name>', 'only the behaviours of this chapter; may be repeated')
    .argParser(repeated)
    .default([], 'all');
}
