import { type Command, Option } from 'commander';
import { IN_PACKAGE } from '../engine/suite-folder.ts';
import { assertClone } from './clone.ts';
import { withExitCode, subcommand } from './command.ts';

interface Values {
  readonly write?: boolean;
  readonly check?: boolean;
}

/** `behaviours`: the catalogue. */
export function addBehaviours(program: Command): void {
  subcommand(program, {
    name: 'behaviours',
    summary: 'List every behaviour: its id, its sentence, what it needs and where it is promised',
    examples: [
      ['network-conformance behaviours', ''],
      ['network-conformance behaviours --write', 'update BEHAVIOURS.md'],
    ],
  })
    .addOption(new Option('--write', 'write BEHAVIOURS.md').conflicts('check').hideHelp(IN_PACKAGE))
    .addOption(new Option('--check', 'fail where BEHAVIOURS.md is not current').hideHelp(IN_PACKAGE))
    .action(
      withExitCode(async ({ write, check }: Values) => {
        if (write || check) assertClone('The options --write and --check');
        const { behaviours } = await import('../run/behaviours.ts');
        const code = await behaviours(write ? 'write' : check ? 'check' : 'print');
        if (check) await printStaleFaults();
        return code;
      }),
    );
}

/** Names the faults that FAULTS.md lacks, which is no failure: to try them all takes hours. */
async function printStaleFaults(): Promise<void> {
  const { staleNotice } = await import('../trial/faults/page.ts');
  const notice = staleNotice();
  if (notice !== undefined) console.log(notice);
}
