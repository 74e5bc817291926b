import { type Command, Option } from 'commander';
import { defaultSuite, suiteNamed } from '../engine/embedded/suites.ts';
import { stackNames } from '../trial/stacks/mistakes.ts';
import { engineOption, subcommand, withExitCode } from './command.ts';

interface Values {
  readonly engine: string;
  readonly stack?: string;
}

/** `trial stacks`: Compose stacks with the mistakes that people make. */
export function addStacks(trial: Command): void {
  subcommand(trial, {
    name: 'stacks',
    engines: true,
    summary: 'Check Compose stacks as they are and with mistakes: each must be found at the right pair',
    examples: [['network-conformance trial stacks --stack shop', 'one of them']],
  })
    .addOption(engineOption('the embedded engine').default(defaultSuite))
    .addOption(new Option('--stack <name>', 'only this stack').choices(stackNames))
    .action(
      withExitCode(async ({ engine, stack }: Values) => {
        suiteNamed(engine);
        const { testStacks } = await import('../trial/stacks/trial.ts');
        return testStacks({ engine, stacks: stack === undefined ? [] : [stack] });
      }),
    );
}
