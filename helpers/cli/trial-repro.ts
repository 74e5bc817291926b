import type { Command } from 'commander';
import { suiteNamed } from '../engine/embedded/suites.ts';
import { behaviourOption, engineOption, withExitCode, subcommand } from './command.ts';

interface Values {
  readonly engine?: string;
  readonly behaviour: readonly string[];
}

/** `trial repro`: the repro scripts of behaviours. */
export function addRepro(trial: Command): void {
  subcommand(trial, {
    name: 'repro',
    engines: true,
    summary: 'Run the suite, then the repro script of each behaviour: both must observe the same',
    examples: [['network-conformance trial repro --behaviour bridge.alias-resolves', 'one script']],
  })
    .addOption(engineOption('an embedded engine with a docker CLI instead of the one that is found'))
    .addOption(behaviourOption())
    .action(
      withExitCode(async ({ engine, behaviour }: Values) => {
        if (engine !== undefined) suiteNamed(engine);
        const { testRepro } = await import('../trial/repro/trial.ts');
        return testRepro({ engine, behaviours: behaviour });
      }),
    );
}
