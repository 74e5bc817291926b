import { type Command, Option } from 'commander';
import { LOCATIONS, checkEngineName } from '../engine/engine-name.ts';
import { engineOption, subcommand, withExitCode } from './command.ts';

interface Values {
  readonly engine?: string;
  readonly project?: string;
  readonly report?: string;
  readonly up?: true;
  readonly explain?: string;
  readonly dryRun?: true;
  readonly write?: true;
}

/** `check`: the user's own stack. */
export function addCheck(program: Command): void {
  subcommand(program, {
    name: 'check',
    summary: 'Check your own Compose stack: who reaches whom, by a network-policy.yaml',
    examples: [
      ['network-conformance check --write', 'draft network-policy.yaml from what is open now, beside compose.yaml'],
      ['network-conformance check', 'send requests between all services, to every port, and judge them by the policy'],
      ['network-conformance check --up', 'start compose.yaml as a project of its own, check that, and remove it'],
      ['network-conformance check --explain "api db"', 'one pair: what was found, and each request as a command'],
      [
        'network-conformance check --dry-run',
        'print every request, and send none; its probe containers only read who listens',
      ],
    ],
  })
    .argument('[policy]', 'the policy, beside compose.yaml', 'network-policy.yaml')
    .addOption(engineOption(`an embedded engine that is up, or ${LOCATIONS}, instead of the one that is found`))
    .option('--project <name>', 'the Compose project, instead of the one that the policy or compose.yaml names')
    .addOption(
      new Option('--up', 'start compose.yaml as a project of its own, check it, and remove it').conflicts('project'),
    )
    .addOption(
      new Option(
        '--explain <pair>',
        'explain the findings of one pair, with commands that repeat each request',
      ).conflicts(['up', 'dryRun', 'write', 'report']),
    )
    .option('--dry-run', 'print every request, and send none; probe containers are started to read who listens')
    .addOption(new Option('--write', 'write the policy from what is open now').conflicts(['dryRun', 'report']))
    .option('--report <folder>', 'write index.html, results.json, junit.xml and summary.md to this folder')
    .action(
      withExitCode(async (policy: string, options: Values) => {
        if (options.engine !== undefined) checkEngineName(options.engine);
        const { checkStack } = await import('../run/check-stack.ts');
        return checkStack({ policy, ...options });
      }),
    );
}
