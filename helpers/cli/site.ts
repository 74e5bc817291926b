import type { Command } from 'commander';
import { subcommand, withExitCode } from './command.ts';

/** `site`: a matrix as pages to link to. */
export function addSite(program: Command): void {
  subcommand(program, {
    name: 'site',
    summary: 'Write a matrix as a site: a page for each behaviour, and the history of its verdicts',
    examples: [
      ['network-conformance site public', 'the last matrix, report/matrix/*.json'],
      ['network-conformance site public --from a.json b.json', 'saved results'],
    ],
  })
    .argument('<folder>', 'the folder of the site; a site that is there keeps its earlier matrices')
    .option('--from <files...>', 'saved results (results.json), a column each; the last matrix by default')
    .action(
      withExitCode(async (folder: string, { from = [] }: { from?: readonly string[] }) => {
        const { site } = await import('../run/site.ts');
        return site({ folder, from });
      }),
    );
}
