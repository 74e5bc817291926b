import type { Command } from 'commander';
import { withExitCode, subcommand } from './command.ts';

/** `compare`: what changes from one engine to another. */
export function addCompare(program: Command): void {
  subcommand(program, {
    name: 'compare',
    summary: 'Compare two saved runs; exit code 1 if a behaviour got worse',
    examples: [['network-conformance compare before.json after.json', 'what an upgrade changes']],
  })
    .argument('<before>', 'the results.json of a run')
    .argument('<after>', 'the results.json of a later run, or of another engine')
    .action(
      withExitCode(async (before: string, after: string) => {
        const { compare } = await import('../run/compare.ts');
        return compare(before, after);
      }),
    );
}
