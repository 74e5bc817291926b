import type { Command } from 'commander';
import { exiting, subcommand } from './command.ts';

/** `clean`: removes what the suite left. */
export function addClean(program: Command): void {
  subcommand(program, {
    name: 'clean',
    summary: 'Remove the cache, embedded engines that are up, and what interrupted runs left',
    examples: [['network-conformance clean', '']],
  }).action(
    exiting(async () => {
      const { clean } = await import('../run/clean.ts');
      return clean();
    }),
  );
}
