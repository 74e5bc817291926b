import type { Command } from 'commander';
import { defaultSuite, suiteNamed } from '../engine/embedded/suites.ts';
import { chapterOption, engineOption, withExitCode, repeatable, subcommand, wholeNumber } from './command.ts';

interface Values {
  readonly engine: string;
  readonly fault: readonly string[];
  readonly chapter: readonly string[];
  readonly everywhere?: boolean;
  readonly atOnce: number;
  readonly continue?: boolean;
  readonly write?: boolean;
  readonly lan?: boolean;
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
      ['network-conformance trial faults --write --continue', 'the rest of an interrupted trial, for FAULTS.md'],
    ],
  })
    .addOption(engineOption('the embedded engine to break').default(defaultSuite))
    .addOption(repeatable('--fault <words>', 'only the faults whose names contain these words'))
    .addOption(chapterOption())
    .option('--everywhere', 'judge all behaviours, not only the spec files that a fault affects: it takes hours')
    .option('--at-once <number>', 'how many faults are judged at a time', wholeNumber(1, 16), 2)
    .option('--lan', 'run the suite with containers as LAN hosts')
    .option('--continue', 'leave out faults that are judged already, with the same specs and helpers')
    .option('--write', 'write FAULTS.md, where all faults are judged')
    .option('--list', 'print the faults, and what must notice each')
    .action(
      withExitCode(async (values: Values) => {
        suiteNamed(values.engine);
        const { testFaults } = await import('../trial/faults/trial.ts');
        const { everywhere = false, continue: goesOn = false, write = false, lan = false, list = false } = values;
        return testFaults({ ...values, everywhere, continue: goesOn, write, lan, list });
      }),
    );
}
