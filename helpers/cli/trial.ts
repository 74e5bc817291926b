import type { Command } from 'commander';
import { subcommand } from './command.ts';
import { addEndings } from './trial-endings.ts';
import { addFaults } from './trial-faults.ts';
import { addHosts } from './trial-hosts.ts';
import { addRepro } from './trial-repro.ts';
import { addSoak } from './trial-soak.ts';
import { addStacks } from './trial-stacks.ts';

/** `trial`: tests of the suite itself. */
export function addTrial(program: Command, forwarded: readonly string[]): void {
  const trial = subcommand(program, {
    name: 'trial',
    summary: 'Test the suite itself: does it catch faults, and are its verdicts stable?',
    examples: [
      ['network-conformance trial faults --list', 'the faults, and what must notice each'],
      ['network-conformance trial soak 5', 'five runs, whose verdicts must be the same'],
    ],
  });
  for (const add of [addFaults, addEndings, addSoak, addRepro, addStacks]) add(trial);
  addHosts(trial, forwarded);
}
