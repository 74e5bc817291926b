import type { Command } from 'commander';
import { defaultSuite } from '../engine/embedded/suites.ts';
import { UserError } from '../engine/user-error.ts';
import { withExitCode, subcommand } from './command.ts';

const load = () => import('../run/embedded-engine.ts');

/** `engine`: embedded engines that stay. */
export function addEngine(program: Command, forwarded: readonly string[]): void {
  const engine = subcommand(program, {
    name: 'engine',
    summary: 'Start, stop, list and enter embedded engines',
    examples: [
      ['network-conformance engine up debian:forky', 'start one that stays'],
      ['network-conformance engine exec debian:forky docker ps', 'run a command inside its host'],
      ['network-conformance engine down', 'stop all of them'],
    ],
  });
  subcommand(engine, {
    name: 'up',
    engines: true,
    summary: 'Start an embedded engine that stays; --engine NAME of other commands uses it',
    examples: [['network-conformance engine up debian:trixie+icc=false', 'one with an option']],
  })
    .argument('[name]', 'the engine', defaultSuite)
    .action(withExitCode(async (name: string) => (await load()).engineUp(name)));
  subcommand(engine, {
    name: 'down',
    summary: 'Stop an embedded engine, or all of them',
    examples: [['network-conformance engine down debian:trixie', '']],
  })
    .argument('[name]', 'the engine; without one, all')
    .action(withExitCode(async (name: string | undefined) => (await load()).engineDown(name)));
  subcommand(engine, {
    name: 'list',
    summary: 'List the embedded engines: what each holds, and which are unpacked and up',
    examples: [['network-conformance engine list', '']],
  }).action(withExitCode(async () => (await load()).engineList()));
  subcommand(engine, {
    name: 'exec',
    summary: 'Run a command inside the host of an embedded engine that is up',
    examples: [
      ['network-conformance engine exec debian:trixie iptables-save', ''],
      ['network-conformance engine exec debian:trixie -- ip -6 address', ''],
    ],
  })
    .usage('<name> [--] <command...>')
    .argument('<name>', 'the engine')
    .argument('[command...]', 'the command and its arguments')
    .passThroughOptions()
    .action(
      withExitCode(async (name: string, words: readonly string[]) => {
        const command = [...words, ...forwarded];
        if (command.length === 0)
          throw new UserError(`No command was given: for example engine exec ${name} docker ps.`);
        return (await load()).engineExec(name, command);
      }),
    );
}
