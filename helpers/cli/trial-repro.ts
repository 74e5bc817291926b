import type { Command } from 'commander';
import { LOCATIONS, checkEngineName } from '../engine/engine-name.ts';
import { behaviourOption, chapterOption, engineOption, withExitCode, subcommand } from './command.ts';

interface Values {
  readonly engine?: string;
  readonly behaviour: readonly string[];
  readonly chapter: readonly string[];
}

/** `trial repro`: the repro scripts of behaviours. */
export function addRepro(trial: Command): void {
  subcommand(trial, {
    name: 'repro',
    engines: true,
    summary: 'Run the suite, then the repro script of each behaviour: both must observe the same',
    examples: [['network-conformance trial repro --behaviour bridge.alias-resolves', 'one script']],
  })
    .addOption(engineOption(`an embedded engine, or ${LOCATIONS}, instead of the one that is found`))
    .addOption(behaviourOption())
    .addOption(chapterOption())
    .action(
      withExitCode(async ({ engine, behaviour, chapter }: Values) => {
        if (engine !== undefined) checkEngineName(engine);
        const { testRepro } = await import('../trial/repro/trial.ts');
        return testRepro({ engine, behaviours: behaviour, chapters: chapter });
      }),
    );
}
