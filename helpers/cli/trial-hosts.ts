import type { Command } from 'commander';
import { withExitCode, repeatable, subcommand, wholeNumber } from './command.ts';

interface Values {
  readonly host: readonly string[];
  readonly group: readonly string[];
  readonly broken?: boolean;
  readonly atOnce: number;
  readonly list?: boolean;
  readonly checkout: string;
  readonly report: string;
}

/** `trial hosts`: the suite on hosts as users configure them. */
export function addHosts(trial: Command, run: readonly string[]): void {
  subcommand(trial, {
    name: 'hosts',
    summary: 'Run the suite on hosts as users configure them: a healthy engine must get the verdicts of a plain host',
    examples: [
      ['network-conformance trial hosts --list', 'the hosts, and what is set on each'],
      ['network-conformance trial hosts --group firewalls', 'those with a firewall of their own'],
      ['network-conformance trial hosts --host ufw -- --chapter publish', 'only these behaviours'],
    ],
  })
    .usage('[options] [-- ARGUMENTS OF run]')
    .addOption(repeatable('--host <words>', 'only hosts whose name and engine contain these words'))
    .addOption(repeatable('--group <name>', 'only the hosts of this group'))
    .option('--broken', 'break engines on some of the hosts; each fault must be noticed there too')
    .option('--at-once <number>', 'how many hosts are up at a time', wholeNumber(1, 99), 1)
    .option('--list', 'print the hosts, and what is set on each')
    .option('--checkout <folder>', 'run the suite of another checkout', '.')
    .option('--report <folder>', 'the folder of hosts.json and hosts.md', 'report')
    .action(
      withExitCode(async ({ broken = false, list = false, ...values }: Values) => {
        const { testHosts } = await import('../trial/hosts/trial.ts');
        return testHosts({ ...values, broken, list, run });
      }),
    );
}
