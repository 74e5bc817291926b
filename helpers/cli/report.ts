import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { withExitCode, subcommand } from './command.ts';

/** `report`: writes the report of a saved run again. */
export function addReport(program: Command): void {
  subcommand(program, {
    name: 'report',
    summary: 'Write the report of a saved run from its results.json',
    examples: [
      ['network-conformance report report/results.json', 'beside the results'],
      ['network-conformance report saved.json --report /tmp/saved', 'in another folder'],
    ],
  })
    .argument('<results>', 'the results.json of a run')
    .option('--report <folder>', 'the folder of the report; that of the results by default')
    .action(
      withExitCode(async (file: string, { report: folder = dirname(file) }: { report?: string }) => {
        const [{ readResults }, { linkTo }, { makeReportFolder, writeViews }] = await Promise.all([
          import('../report/read.ts'),
          import('../report/terminal.ts'),
          import('../report/write.ts'),
        ]);
        const results = readResults(file);
        makeReportFolder(folder);
        await writeViews(folder, results);
        console.log(`Report: ${linkTo(join(folder, 'index.html'))}`);
        return 0;
      }),
    );
}
