import type { Command } from 'commander';
import { withExitCode, subcommand } from './command.ts';

/** `clean`: removes what the suite left. */
export function addClean(program: Command): void {
  subcommand(program, {
    name: 'clean',
    summary:
      'Remove the cache and the images that the suite built, stop embedded engines, and remove what interrupted runs left',
    examples: [['network-conformance clean', '']],
  }).action(
    withExitCode(async () => {
      const { clean } = await import('../run/clean.ts');
      return clean();
    }),
  );
}
