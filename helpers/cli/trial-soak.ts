import { randomInt } from 'node:crypto';
import { type Command, Option } from 'commander';
import { suiteNamed } from '../engine/embedded/suites.ts';
import { engineOption, withExitCode, subcommand, wholeNumber } from './command.ts';

/** The largest seed that Jest accepts. */
const LARGEST_SEED = 0x7fff_ffff;

interface Values {
  readonly engine?: string;
  readonly seed?: number;
  readonly randomize?: boolean;
  readonly atOnce: number;
  readonly continue?: boolean;
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
      ['network-conformance trial soak 20 --continue', 'the rest of a soak that was interrupted'],
    ],
  })
    .argument('[runs]', 'how many runs', wholeNumber(1, 10_000), 20)
    .addOption(engineOption())
    .option('--seed <number>', 'repeat the soak that printed this seed', wholeNumber(0, LARGEST_SEED))
    .option('--randomize', 'shuffle the behaviours within their files as well')
    .option('--at-once <number>', 'how many runs at a time, each of them load for the others', wholeNumber(1, 16), 1)
    .addOption(
      new Option('--continue', 'go on with the last soak, which was interrupted').conflicts([
        'seed',
        'engine',
        'randomize',
      ]),
    )
    .action(
      withExitCode(async (runs: number, values: Values) => {
        const { engine, seed = randomInt(LARGEST_SEED), randomize = false, continue: goesOn = false, atOnce } = values;
        if (engine !== undefined) suiteNamed(engine);
        const { soak } = await import('../trial/soak/trial.ts');
        return soak({ runs, engine, seed, randomize, continue: goesOn, atOnce });
      }),
    );
}
