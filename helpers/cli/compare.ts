import type { Command } from 'commander';
import { exiting, subcommand } from './command.ts';

/** `compare`: what changes from one engine to another. */
export function addCompare(program: Command): void {
  subcommand(program, {
    name: 'compare',
    summary: 'Print what changes between two saved runs; 1 where something is worse',
    examples: [['network-conformance compare before.json after.json', 'what an upgrade changes']],
  })
    .argument('<before>', 'the results.json of a run')
    .argument('<after>', 'the results.json of a later run, or of another engine')
    .action(
      exiting(async (before: string, after: string) => {
        const { compare } = await import('../run/compare.ts');
        return compare(before, after);
      }),
    );
}
