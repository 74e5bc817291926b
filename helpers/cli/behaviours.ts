import { type Command, Option } from 'commander';
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
    .addOption(new Option('--write', 'write BEHAVIOURS.md').conflicts('check'))
    .option('--check', 'fail where BEHAVIOURS.md is not current')
    .action(
      withExitCode(async ({ write, check }: Values) => {
        const { behaviours } = await import('../run/behaviours.ts');
        const code = await behaviours(write ? 'write' : check ? 'check' : 'print');
        if (check) await printStaleFaults();
        return code;
      }),
    );
}

/** Names the faults that FAULTS.md lacks, which is no failure: to try them all takes an hour. */
async function printStaleFaults(): Promise<void> {
  const { staleNotice } = await import('../trial/faults/page.ts');
  const notice = staleNotice();
  if (notice !== undefined) console.log(notice);
}
