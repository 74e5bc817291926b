import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import { suiteNamed } from '../engine/embedded/suites.ts';
import { engineOption, withExitCode, subcommand, wholeNumber } from './command.ts';

/** The largest seed that Jest accepts. */
const LARGEST_SEED = 0x7fff_ffff;

interface Values {
  readonly engine?: string;
  readonly seed?: number;
  readonly randomize?: boolean;
}

/** `trial soak`: many runs of the suite in random circumstances. */
export function addSoak(trial: Command): void {
  subcommand(trial, {
    name: 'soak',
    engines: true,
    summary: 'Run the suite many times with random order, workers and load: its verdicts must be the same',
    examples: [
      ['network-conformance trial soak 5', 'five runs'],
      ['network-conformance trial soak 5 --seed 42', 'the soak that printed this seed, again'],
    ],
  })
    .argument('[runs]', 'how many runs', wholeNumber(1, 10_000), 20)
    .addOption(engineOption())
    .option('--seed <number>', 'repeat the soak that printed this seed', wholeNumber(0, LARGEST_SEED))
    .option('--randomize', 'shuffle the behaviours within their files as well')
    .action(
      withExitCode(async (runs: number, { engine, seed = randomInt(LARGEST_SEED), randomize = false }: Values) => {
        if (engine !== undefined) suiteNamed(engine);
        const { soak } = await import('../trial/soak/trial.ts');
        return soak({ runs, engine, seed, randomize });
      }),
    );
}
