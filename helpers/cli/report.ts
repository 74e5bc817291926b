import { dirname } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../engine/user-error.ts';
import {
  baselineOption,
  compareCoverageOption,
  coverageOf,
  subcommand,
  withExitCode,
  writeCoverageOption,
} from './command.ts';

interface Values {
  readonly merge?: boolean;
  readonly report?: string;
  readonly baseline?: string;
  readonly coverage?: string;
  readonly writeCoverage?: string;
}

/** `report`: writes the report of a saved run again, or that of a run in parts. */
export function addReport(program: Command): void {
  subcommand(program, {
    name: 'report',
    summary: 'Write the report of a saved run from its results.json, or put the parts of a run together',
    examples: [
      ['network-conformance report report/results.json', 'beside the results'],
      ['network-conformance report saved.json --report /tmp/saved', 'in another folder'],
      ['network-conformance report --merge one.json two.json', 'of the runs --shard 1/2 and --shard 2/2'],
    ],
  })
    .argument('<results...>', 'the results.json of a run; with --merge, those of all its parts')
    .option('--merge', 'put the parts of one run together (--shard), with its exit code')
    .addOption(baselineOption())
    .addOption(compareCoverageOption())
    .addOption(writeCoverageOption())
    .option('--report <folder>', 'the folder of the report; by default that of the results, and report of merged ones')
    .action(
      withExitCode(async (files: readonly string[], values: Values) =>
        values.merge ? merged(files, values) : written(files, values),
      ),
    );
}

async function merged(files: readonly string[], { report = 'report', baseline, ...stored }: Values): Promise<number> {
  const { mergeParts } = await import('../run/merge.ts');
  return mergeParts(files, { report, baseline, coverage: coverageOf(stored, false) });
}

async function written(files: readonly string[], values: Values): Promise<number> {
  const [file = '', ...more] = files;
  if (more.length > 0)
    throw new UserError('A report is of one run: add --merge to put its parts together, or use the subcommand matrix.');
  const wrong = (['baseline', 'coverage', 'writeCoverage'] as const).find((name) => values[name] !== undefined);
  if (wrong !== undefined)
    throw new UserError(
      `--${wrong.replace('C', '-c')} is of a run, or of its merged parts: leave it out, or add --merge.`,
    );
  const [{ readResults }, { makeReportFolder }, { writeReport }] = await Promise.all([
    import('../report/read.ts'),
    import('../report/write.ts'),
    import('../run/write-report.ts'),
  ]);
  const results = readResults(file);
  const folder = values.report ?? dirname(file);
  makeReportFolder(folder);
  await writeReport(folder, file, results);
  return 0;
}
