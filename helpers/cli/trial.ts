import type { Command } from 'commander';
import { subcommand } from './command.ts';
import { addEndings } from './trial-endings.ts';
import { addFaults } from './trial-faults.ts';
import { addHosts } from './trial-hosts.ts';
import { addRepro } from './trial-repro.ts';
import { addSoak } from './trial-soak.ts';

/** `trial`: the suite itself on trial. */
export function addTrial(program: Command, forwarded: readonly string[]): void {
  const trial = subcommand(program, {
    name: 'trial',
    summary: 'Put the suite itself on trial: does it notice, and is it right?',
    examples: [
      ['network-conformance trial faults --list', 'the faults, and what must notice each'],
      ['network-conformance trial soak 5', 'five runs, whose verdicts must be the same'],
    ],
  });
  for (const add of [addFaults, addEndings, addSoak, addRepro]) add(trial);
  addHosts(trial, forwarded);
}
