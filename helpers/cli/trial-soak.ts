import { randomInt } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import { suiteNamed } from '../engine/embedded/suites.ts';
import { engineOption, exiting, subcommand } from './command.ts';

/** Jest takes no larger one. */
const LARGEST_SEED = 0x7fff_ffff;

interface Values {
  readonly engine?: string;
  readonly seed?: number;
  readonly randomize?: boolean;
}

/** `trial soak`: the same verdicts, again and again. */
export function addSoak(trial: Command): void {
  subcommand(trial, {
    name: 'soak',
    engines: true,
    summary: 'Run the suite again and again in other circumstances; its verdicts must stay the same',
    examples: [
      ['network-conformance trial soak 5', 'five runs'],
      ['network-conformance trial soak 5 --seed 42', 'the soak that printed this seed, again'],
    ],
  })
    .argument('[runs]', 'how many runs', (text) => whole(text, 1, 10_000), 20)
    .addOption(engineOption())
    .option('--seed <number>', 'repeat the soak that printed this seed', (text) => whole(text, 0, LARGEST_SEED))
    .option('--randomize', 'shuffle the behaviours within their files as well')
    .action(
      exiting(async (runs: number, { engine, seed = randomInt(LARGEST_SEED), randomize = false }: Values) => {
        if (engine !== undefined) suiteNamed(engine);
        const { soak } = await import('../trial/soak/trial.ts');
        return soak({ runs, engine, seed, randomize });
      }),
    );
}

function whole(text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
}
