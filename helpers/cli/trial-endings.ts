import type { Command } from 'commander';
import { defaultSuite } from '../engine/embedded/suites.ts';
import { engineOption, exiting, repeatable, subcommand } from './command.ts';

interface Values {
  readonly engine: string;
  readonly only: readonly string[];
  readonly list?: boolean;
}

/** `trial endings`: runs that are interrupted, killed, or lose their engine. */
export function addEndings(trial: Command): void {
  subcommand(trial, {
    name: 'endings',
    engines: true,
    summary: 'Interrupt runs, kill them, take their engine away; nothing may be left, and no verdict be wrong',
    examples: [['network-conformance trial endings --only run-killed', 'one of them']],
  })
    .addOption(engineOption('the embedded engine').default(defaultSuite))
    .addOption(repeatable('--only <name>', 'only this ending'))
    .option('--list', 'print the endings')
    .action(
      exiting(async ({ list = false, ...values }: Values) => {
        const { testEndings } = await import('../trial/endings/trial.ts');
        return testEndings({ ...values, list });
      }),
    );
}
