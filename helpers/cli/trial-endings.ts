import type { Command } from 'commander';
import { defaultSuite, suiteNamed } from '../engine/embedded/suites.ts';
import { engineOption, withExitCode, repeatable, subcommand } from './command.ts';

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
    summary: 'Interrupt runs, kill them, stop their engine: no object may be left, and no verdict may be wrong',
    examples: [['network-conformance trial endings --only run-killed', 'one of them']],
  })
    .addOption(engineOption('the embedded engine').default(defaultSuite))
    .addOption(repeatable('--only <name>', 'only this ending'))
    .option('--list', 'print the endings')
    .action(
      withExitCode(async ({ list = false, ...values }: Values) => {
        suiteNamed(values.engine);
        const { testEndings } = await import('../trial/endings/trial.ts');
        return testEndings({ ...values, list });
      }),
    );
}
