import type { Command } from 'commander';
import { addBench } from './bench.ts';
import { addTest } from './run.ts';
import { addTrial } from './trial.ts';

/** The subcommands for work on the suite itself, which the package does not have. */
export function addCloneCommands(program: Command, forwarded: readonly string[]): void {
  program.commandsGroup('Work on the suite:');
  addTest(program, forwarded);
  addTrial(program, forwarded);
  addBench(program);
}
