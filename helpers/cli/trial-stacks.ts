import { type Command, Option } from 'commander';
import { defaultSuite, suiteNamed } from '../engine/embedded/suites.ts';
import { stackNames } from '../trial/stacks/mistakes.ts';
import { engineOption, subcommand, wholeNumber, withExitCode } from './command.ts';

interface Values {
  readonly engine: string;
  readonly stack?: string;
  readonly endings?: boolean;
  readonly time?: boolean;
  readonly runs: number;
}

/** `trial stacks`: Compose stacks with the mistakes that people make. */
export function addStacks(trial: Command): void {
  subcommand(trial, {
    name: 'stacks',
    engines: true,
    summary: 'Check Compose stacks as they are and with mistakes: each must be found at the right pair',
    examples: [
      ['network-conformance trial stacks --stack shop', 'one of them'],
      ['network-conformance trial stacks --endings', 'only the ways in which a check may end'],
      ['network-conformance trial stacks --time', 'how long a check of five services with five published ports takes'],
    ],
  })
    .addOption(engineOption('the embedded engine').default(defaultSuite))
    .addOption(new Option('--stack <name>', 'only this stack').choices(stackNames))
    .addOption(new Option('--endings', 'only the ways in which a check may end').conflicts(['stack', 'time']))
    .addOption(new Option('--time', 'only the time of a check').conflicts('stack'))
    .option('--runs <number>', 'how many checks are timed', wholeNumber(1, 99), 5)
    .action(
      withExitCode(async ({ engine, stack, endings = false, time = false, runs }: Values) => {
        suiteNamed(engine);
        if (time) return (await import('../trial/stacks/time.ts')).timeStack({ engine, runs });
        const { testStacks } = await import('../trial/stacks/trial.ts');
        return testStacks({ engine, stacks: stack === undefined ? [] : [stack], onlyEndings: endings });
      }),
    );
}
