import type { Command } from 'commander';
import { matrixSuites, suiteNamed } from '../engine/embedded/suites.ts';
import { UserError } from '../engine/user-error.ts';
import { OWN_ENGINE } from '../run/own-engine.ts';
import {
  behaviourOption,
  chapterOption,
  compareCoverageOption,
  coverageOf,
  repeatable,
  subcommand,
  withExitCode,
  writeCoverageOption,
} from './command.ts';

interface Values {
  readonly engine: readonly string[];
  readonly from?: readonly string[];
  readonly behaviour: readonly string[];
  readonly chapter: readonly string[];
  readonly coverage?: string;
  readonly writeCoverage?: string;
  readonly report: string;
}

/** `matrix`: several engines side by side. */
export function addMatrix(program: Command): void {
  subcommand(program, {
    name: 'matrix',
    engines: true,
    summary: 'Run several engines, or read their saved results, and put them side by side',
    examples: [
      ['network-conformance matrix', 'every release of Docker Engine and Podman in Debian'],
      ['network-conformance matrix --engine own,debian:forky', "this machine's engine beside Docker Engine 28"],
      ['network-conformance matrix --from a.json b.json', 'saved results; nothing runs'],
    ],
  })
    .addOption(
      repeatable(
        '--engine <names>',
        `engines, separated by commas; ${OWN_ENGINE} is the engine of this machine`,
      ).default([], 'every fixed version in the list below'),
    )
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

function matrixOptions({ engine, from = [], behaviour, chapter, report, ...stored }: Values) {
  const engines = engine.flatMap((names) => names.split(','));
  for (const name of engines) if (name !== OWN_ENGINE) suiteNamed(name);
  const twice = engines.find((name, index) => engines.indexOf(name) !== index);
  if (twice !== undefined) throw new UserError(`The engine "${twice}" is named twice: name each once.`);
  if (from.length > 0 && engines.length > 0)
    throw new UserError(
      'A matrix is of saved results (--from) or of engines (--engine), not of both: save the results of the engines first.',
    );
  if (from.length > 0 && behaviour.length + chapter.length > 0)
    throw new UserError(
      'A matrix of saved results (--from) has all that is in them: leave out --behaviour and --chapter.',
    );
  return {
    engines: engines.length > 0 ? engines : matrixSuites,
    from,
    report,
    behaviours: behaviour,
    chapters: chapter,
    coverage: coverageOf(stored, behaviour.length + chapter.length > 0),
  };
}
