import { type Command, InvalidArgumentError, Option } from 'commander';
import { defaultSuite, suites } from '../engine/embedded/suites.ts';
import { UserError } from '../engine/user-error.ts';
import { type CoverageOption, coverageOption } from '../report/coverage-file.ts';
import { variants } from '../engine/embedded/variants.ts';

/** The last line of every `--help`. */
export const EXIT_CODES = 'Exit code: 0 conformant, 1 not, 2 could not run, 128 + N after signal N.';

/** What a subcommand is called, what it does in one line, and commands that people type. */
interface Description {
  readonly name: string;
  readonly summary: string;
  /** Each with what it does. */
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Whether it takes the name of an embedded engine. */
  readonly engines?: true;
  /** Its environment variables, each with what it does. */
  readonly variables?: readonly (readonly [name: string, what: string])[];
}

/** The help on embedded engines: every name, and what it holds. */
const engines = [
  'Embedded engines, to which options may be added, as in debian:trixie+icc=false:',
  ...suites.map(({ name, holds }) => `  ${name.padEnd(16)}  ${holds}${name === defaultSuite ? ' (the default)' : ''}`),
  'Options, of which Podman has rootless only:',
  `  ${Object.keys(variants).join(', ')}`,
  '',
];

/** Adds a subcommand with its examples to a command. */
export function subcommand(parent: Command, description: Description): Command {
  const { name, summary, examples, variables, engines: takesEngine } = description;
  const more = [
    '',
    ...(takesEngine ? engines : []),
    ...(variables ? ['Environment variables:', ...pairLines(variables), ''] : []),
    'Examples:',
    ...pairLines(examples),
    '',
    EXIT_CODES,
  ];
  return parent.command(name).description(summary).addHelpText('after', more.join('\n'));
}

/** Each on a line of its own, with what it does beneath it. */
function pairLines(pairs: readonly (readonly [what: string, why: string])[]): string[] {
  return pairs.flatMap(([what, why]) => [`  ${what}`, ...(why ? [`      ${why}`] : [])]);
}

/** The action of a subcommand, which sets the exit code to the result of `work`. */
export function withExitCode<Args extends unknown[]>(work: (...args: Args) => Promise<number>) {
  return async (...args: Args): Promise<void> => {
    process.exitCode = await work(...args);
  };
}

/** An option that may be repeated; the default is an empty list, for all. */
export function repeatable(flags: string, what: string): Option {
  return new Option(flags, `${what}; may be repeated`)
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([], 'all');
}

/** `--engine NAME`. */
export function engineOption(what = 'an embedded engine instead of the one that is found'): Option {
  return new Option('--engine <name>', what);
}

/** Parses an option or argument that is a whole number in this range. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

/** `--coverage FILE`: the whole suite is compared with a stored number. */
export const compareCoverageOption = (): Option =>
  new Option(
    '--coverage <file[#line]>',
    'fail where less is judged than the file has for this engine, or in that line for an engine that is not embedded',
  ).conflicts('writeCoverage');

/** `--write-coverage FILE` */
export const writeCoverageOption = (): Option =>
  new Option('--write-coverage <file[#line]>', 'write what is judged on this engine to the file, for --coverage');

/** The coverage file of a command, which is about all behaviours. Throws a UserError where some are selected. */
export function coverageOf(
  { coverage, writeCoverage }: { readonly coverage?: string; readonly writeCoverage?: string },
  selective: boolean,
): CoverageOption | undefined {
  const value = coverage ?? writeCoverage;
  if (value === undefined) return undefined;
  if (selective)
    throw new UserError(
      'A coverage file is about all behaviours: leave out --behaviour, --chapter, --security and --doctor, and give it to report --merge instead of each --shard.',
    );
  return coverageOption(value, writeCoverage !== undefined);
}

/** `--baseline FILE` */
export const baselineOption = (): Option =>
  new Option(
    '--baseline <file>',
    'fail only where a behaviour does not pass that passed in this results.json, or column of a matrix (report/matrix/ENGINE.json)',
  );

/** `--behaviour ID` */
export const behaviourOption = (): Option => repeatable('--behaviour <id>', 'only this behaviour');

/** `--chapter NAME` */
export const chapterOption = (): Option => repeatable('--chapter <name>', 'only the behaviours of this chapter');
