import type { Command } from 'commander';
import { matrixSuites } from '../engine/embedded/suites.ts';
import { LOCATIONS, checkEngineName, isLocation } from '../engine/engine-name.ts';
import { UserError } from '../engine/user-error.ts';
import { type MatrixEngine, readEnginesFile } from '../run/engines-file.ts';
import { OWN_ENGINE } from '../run/own-engine.ts';
import {
  behaviourOption,
  chapterOption,
  compareCoverageOption,
  coverageOf,
  repeatable,
  subcommand,
  wholeNumber,
  withExitCode,
  writeCoverageOption,
} from './command.ts';

interface Values {
  readonly engine: readonly string[];
  readonly engines?: string;
  readonly lan?: boolean;
  readonly atOnce: number;
  readonly timeLimit: number;
  readonly from?: readonly string[];
  readonly behaviour: readonly string[];
  readonly chapter: readonly string[];
  readonly coverage?: string;
  readonly writeCoverage?: string;
  readonly report: string;
}

/** How many engines of other machines run at once, by default. */
const AT_ONCE = 4;

/** How long the run on one engine may take, in minutes, by default. */
const TIME_LIMIT_MIN = 20;

/** `matrix`: several engines side by side. */
export function addMatrix(program: Command): void {
  subcommand(program, {
    name: 'matrix',
    engines: true,
    summary: 'Run several engines, or read their saved results, and put them side by side',
    examples: [
      ['network-conformance matrix', 'every fixed version in the list above'],
      ['network-conformance matrix --engine own,debian:forky', "this machine's engine beside Docker Engine 28"],
      ['network-conformance matrix --engines hosts.txt --lan', 'every host of a fleet, with its LAN'],
      ['network-conformance matrix --from a.json b.json', 'saved results; nothing runs'],
    ],
  })
    .addOption(
      repeatable(
        '--engine <names>',
        `engines, separated by commas: embedded ones, ${OWN_ENGINE} for the engine of this machine, ${LOCATIONS}`,
      ).default([], 'every fixed version in the list below'),
    )
    .option('--engines <file>', 'a file with an engine on each line, and --lan after one that it is for')
    .option('--lan', 'let containers act as LAN hosts on engines that are not embedded, as in the subcommand run')
    .option('--at-once <number>', 'how many engines of other machines run at once', wholeNumber(1, 64), AT_ONCE)
    .option('--time-limit <minutes>', 'how long the run on one engine may take', wholeNumber(1, 600), TIME_LIMIT_MIN)
    .option('--from <files...>', 'saved results (results.json) instead of running anything')
    .addOption(behaviourOption())
    .addOption(chapterOption())
    .addOption(compareCoverageOption())
    .addOption(writeCoverageOption())
    .option('--report <folder>', 'the folder of the matrix', 'report')
    .action(
      withExitCode(async (values: Values) => {
        const options = { ...matrixOptions(values), args: process.argv.slice(3) };
        const { matrix } = await import('../run/matrix.ts');
        return matrix(options);
      }),
    );
}

function matrixOptions(values: Values) {
  const { from = [], behaviour, chapter, report, atOnce, timeLimit } = values;
  const engines = enginesOf(values);
  if (from.length > 0 && engines.length > 0)
    throw new UserError(
      'A matrix is of saved results (--from) or of engines (--engine, --engines), not of both: save the results of the engines first.',
    );
  if (from.length > 0 && behaviour.length + chapter.length > 0)
    throw new UserError(
      'A matrix of saved results (--from) has all that is in them: leave out --behaviour and --chapter.',
    );
  const unnamed = engines.filter(({ name }) => name === OWN_ENGINE || isLocation(name));
  if (values.writeCoverage !== undefined && unnamed.length > 1)
    throw new UserError(
      'A coverage file has one line for the engines that are not embedded: write it with one of them only.',
    );
  return {
    engines: engines.length > 0 ? engines : matrixSuites.map((name) => ({ name, lan: false })),
    atOnce,
    limitMs: timeLimit * 60_000,
    from,
    report,
    behaviours: behaviour,
    chapters: chapter,
    coverage: coverageOf(values, behaviour.length + chapter.length > 0),
  };
}

/** The engines of --engine, and then those of --engines. Throws a UserError where a name is none, or is there twice. */
function enginesOf({ engine, engines: file, lan = false }: Values): MatrixEngine[] {
  const given = engine.flatMap((names) => names.split(','));
  for (const name of given) if (name !== OWN_ENGINE) checkEngineName(name);
  const engines = [...given.map((name) => ({ name, lan })), ...(file === undefined ? [] : readEnginesFile(file))];
  const names = engines.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UserError(`The engine "${twice}" is named twice: name each once.`);
  return engines.map(({ name, lan: ofLine }) => ({ name, lan: lan || ofLine }));
}
