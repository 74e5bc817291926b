import { Command, CommanderError } from 'commander';
import { describe, expect, test } from '@jest/globals';
import { buildProgram } from './program.ts';

// cspell:ignore alais egnine nmaes trixi

/** Every command, with its subcommands. */
const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];

const program = buildProgram([]);

/** What commander prints where it ends a command, and its exit code. */
async function refused(...args: string[]): Promise<{ text: string; exitCode: number }> {
  const command = buildProgram([]);
  let text = '';
  for (const one of all(command))
    one.configureOutput({ writeErr: (part) => (text += part), writeOut: (part) => (text += part) });
  const error: unknown = await command.parseAsync(args, { from: 'user' }).catch((thrown: unknown) => thrown);
  if (!(error instanceof CommanderError)) throw error;
  return { text, exitCode: error.exitCode };
}

describe('every command', () => {
  test.each(all(program).map((command) => [command.name(), command] as const))('%s has a description', (_, command) => {
    expect(command.description()).not.toBe('');
    for (const option of command.options) expect(option.description).not.toBe('');
  });

  test.each([
    ['run', '--help'],
    ['trial', 'faults', '--help'],
    ['engine', 'exec', '--help'],
  ])('%s %s has examples and its exit codes', async (...args) => {
    const { text, exitCode } = await refused(...args);
    expect(text).toContain('Examples:\n  network-conformance ');
    expect(text).toContain('Exit code: 0 conformant, 1 not, 2 could not run');
    expect(exitCode).toBe(0);
  });
});

test.each([
  [['rnu'], "unknown command 'rnu'\n(Did you mean run?)"],
  [['run', '--egnine', 'x'], "unknown option '--egnine'\n(Did you mean --engine?)"],
  [['run', '--engine'], "option '--engine <name>' argument missing"],
  [['run', 'bridge'], "too many arguments for 'run'"],
  [['trial', 'soak', '0'], 'Give a whole number from 1 to 10000.'],
  [['behaviours', '--write', '--check'], "option '--write' cannot be used with option '--check'"],
  [['matrix', '--at-once', '0'], 'Give a whole number from 1 to 64.'],
  [['bench', '--runs', 'many'], 'Give a whole number from 1 to 999.'],
])('%j is refused: %s', async (args, words) => {
  const { text } = await refused(...args);
  expect(text).toContain(words);
});

test.each([
  [['run', '--engine', 'debian:trixi'], 'There is no engine "debian:trixi": did you mean debian:trixie?'],
  [['run', '--engine', 'debian:trixie,debian:forky'], 'use the subcommand matrix'],
  [['matrix', '--engine', 'own,own'], 'The engine "own" is named twice'],
  [['matrix', '--from', 'a.json', '--engine', 'own'], 'not of both'],
  [['matrix', '--from', 'a.json', '--chapter', 'names'], 'leave out --behaviour and --chapter'],
  [['matrix', '--engine', 'own', '--write-coverage', 'x', '--engine', 'ssh://web-1'], 'write it with one of them only'],
  [['matrix', '--engine', 'ssh://web-1/x'], '--engine is malformed'],
  [['matrix', '--engine', 'context:no-such-context'], 'There is no Docker context "no-such-context"'],
  [['matrix', '--engines', '/no/hosts.txt'], 'The list of engines /no/hosts.txt cannot be read (ENOENT)'],
  [['run', '--engine', 'context:no-such-context'], 'There is no Docker context "no-such-context"'],
  [['matrix', '--engine', 'own', '--chapter', 'nmaes'], 'There is no chapter "nmaes"'],
  [['run', '--doctor', '--engine', 'debian:trixie'], 'leave out one of the options'],
  [['trial', 'faults', '--list', '--chapter', 'nmaes'], 'There is no chapter "nmaes"'],
  [['trial', 'faults', '--list', '--fault', 'alias', '--fault', 'alais'], 'There is no fault "alais"'],
  [['trial', 'hosts', '--list', '--broken', '--host', 'nowhere'], 'There is no broken host "nowhere"'],
  [['trial', 'faults', '--engine', 'podman:trixi'], 'There is no engine "podman:trixi"'],
])('%j is a user error: %s', async (args, words) => {
  await expect(buildProgram([]).parseAsync(args, { from: 'user' })).rejects.toThrow(words);
});

test('arguments after -- are refused where none are passed on', async () => {
  const parsed = buildProgram(['--bail']).parseAsync(['behaviours'], { from: 'user' });
  await expect(parsed).rejects.toThrow('"behaviours" takes nothing after --');
});

describe('in the package', () => {
  test.each([
    ['test', '--lan'],
    ['trial', 'faults', '--list'],
    ['bench', '--help'],
  ])('%s %s is refused in a sentence', async (...args) => {
    const parsed = buildProgram([], true).parseAsync(args, { from: 'user' });
    await expect(parsed).rejects.toThrow(/for work on the suite itself, and this is its package: clone the repository/);
  });

  test('the help has no command of a clone', () => {
    const help = buildProgram([], true).helpInformation();
    expect(help).not.toMatch(/Work on the suite|trial|bench/);
  });
});
