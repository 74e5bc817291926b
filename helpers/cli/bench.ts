import type { Command } from 'commander';
import { suiteNamed } from '../engine/embedded/suites.ts';
import { engineOption, withExitCode, subcommand, wholeNumber } from './command.ts';

interface Values {
  readonly all?: boolean;
  readonly engine?: string;
  readonly profile?: boolean;
  readonly runs: number;
}

/** `bench`: what the suite costs. */
export function addBench(program: Command): void {
  subcommand(program, {
    name: 'bench',
    engines: true,
    summary: 'Time the suite against the minimum for its containers and requests; exit code 1 if it misses its goals',
    examples: [
      ['network-conformance bench', "the behaviours of Docker's guide, and a shell script of the same steps"],
      ['network-conformance bench --all --runs 3', 'every behaviour: nine minutes'],
      ['network-conformance bench --profile', 'where the time of one run goes'],
    ],
  })
    .option('--all', 'every behaviour, beside the same API calls without probes')
    .option('--profile', 'one run: how busy the cores are, and which spec files keep it running')
    .addOption(engineOption())
    .option('--runs <number>', 'rounds; 5 or more for a median', wholeNumber(1, 999), 7)
    .action(
      withExitCode(async ({ all, engine, profile, runs }: Values) => {
        if (engine !== undefined) suiteNamed(engine);
        if (profile) return (await import('../bench/profile.ts')).benchProfile(engine);
        if (all) return (await import('../bench/all.ts')).benchAll(engine, runs);
        return (await import('../bench/guide.ts')).benchGuide(engine, runs);
      }),
    );
}
