import type { Command } from 'commander';
import { defaultSuite, suiteNamed } from '../engine/embedded/suites.ts';
import { chapterOption, engineOption, withExitCode, repeatable, subcommand } from './command.ts';

interface Values {
  readonly engine: string;
  readonly fault: readonly string[];
  readonly chapter: readonly string[];
  readonly everywhere?: boolean;
  readonly list?: boolean;
}

/** `trial faults`: engines with one fault at a time. */
export function addFaults(trial: Command): void {
  subcommand(trial, {
    name: 'faults',
    engines: true,
    summary: 'Break an engine, one fault at a time: the right behaviours must fail, and no others',
    examples: [
      ['network-conformance trial faults --list', 'every fault'],
      ['network-conformance trial faults --fault alias', 'the faults with "alias" in their names'],
    ],
  })
    .addOption(engineOption('the embedded engine to break').default(defaultSuite))
    .addOption(repeatable('--fault <words>', 'only the faults whose names contain these words'))
    .addOption(chapterOption())
    .option('--everywhere', 'judge all behaviours, not only the chapters that a fault concerns: it takes hours')
    .option('--list', 'print the faults, and what must notice each')
    .action(
      withExitCode(async ({ everywhere = false, list = false, ...values }: Values) => {
        suiteNamed(values.engine);
        const { testFaults } = await import('../trial/faults/trial.ts');
        return testFaults({ ...values, everywhere, list });
      }),
    );
}
