import { type Command, InvalidArgumentError } from 'commander';
import { suiteNamed } from '../engine/embedded/suites.ts';
import { engineOption, exiting, subcommand } from './command.ts';

interface Values {
  readonly all?: boolean;
  readonly engine?: string;
  readonly runs: number;
}

/** `bench`: what the suite costs. */
export function addBench(program: Command): void {
  subcommand(program, {
    name: 'bench',
    engines: true,
    summary: 'Time the suite beside the least that its containers and requests can cost; 1 where it misses its goals',
    examples: [
      ['network-conformance bench', "the behaviours of Docker's guide, beside a script by hand too"],
      ['network-conformance bench --all --runs 3', 'every behaviour: nine minutes'],
    ],
  })
    .option('--all', 'every behaviour, beside the same API calls with nothing judged')
    .addOption(engineOption())
    .option('--runs <number>', 'rounds; 5 or more for a median', rounds, 7)
    .action(
      exiting(async ({ all, engine, runs }: Values) => {
        if (engine !== undefined) suiteNamed(engine);
        if (all) return (await import('../bench/all.ts')).benchAll(engine, runs);
        return (await import('../bench/guide.ts')).benchGuide(engine, runs);
      }),
    );
}

function rounds(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number from 1 to 999.');
}
