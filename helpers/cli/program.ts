import { Command } from 'commander';
import packageFile from '../../package.json' with { type: 'json' };
import { IN_PACKAGE } from '../engine/suite-folder.ts';
import { UserError } from '../engine/user-error.ts';
import { addBehaviours } from './behaviours.ts';
import { addCloneCommands } from './clone-commands.ts';
import { assertClone } from './clone.ts';
import { addCheck } from './check.ts';
import { addClean } from './clean.ts';
import { EXIT_CODES } from './command.ts';
import { addCompare } from './compare.ts';
import { addEngine } from './engine.ts';
import { addExplain } from './explain.ts';
import { addMatrix } from './matrix.ts';
import { addReport } from './report.ts';
import { addRun } from './run.ts';
import { addSite } from './site.ts';

/** The subcommands that pass on what follows `--`. */
const FORWARDING = new Set(['run', 'test', 'hosts', 'exec']);

const NPM_SCRIPTS = `
In a clone, npm's scripts run this command: npm start is run, npm test is test,
npm run NAME is NAME, but npm run stack is check (npm run check is what CI runs),
and npm run test:NAME is trial NAME.
Options of a script follow --, as in
npm start -- --engine debian:trixie

${EXIT_CODES}`;

const NPX = `
Without a subcommand, it is run: every behaviour on the engine that is found.
npx docker-network-conformance runs this command where it is not installed, as in
npx docker-network-conformance --engine debian:trixie

${EXIT_CODES}`;

/** The whole command. `forwarded` is what follows `--`. */
export function buildProgram(forwarded: readonly string[], inPackage = IN_PACKAGE): Command {
  const program = new Command('network-conformance')
    .description("Does a container engine's network do what Docker's documentation promises?")
    .version(packageFile.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a subcommand')
    .configureHelp({ showGlobalOptions: false, minWidthToWrap: 15 })
    .showHelpAfterError('See --help for all commands and options.')
    .exitOverride()
    .enablePositionalOptions()
    .addHelpText('after', inPackage ? NPX : NPM_SCRIPTS)
    .hook('preAction', (_, action) => {
      if (forwarded.length > 0 && !FORWARDING.has(action.name()))
        throw new UserError(`The subcommand "${action.name()}" takes nothing after --: leave it out.`);
    });
  program.commandsGroup('Judge an engine:');
  addRun(program, forwarded);
  addMatrix(program);
  program.commandsGroup('Check your own stack:');
  addCheck(program);
  program.commandsGroup('Read results:');
  for (const add of [addReport, addCompare, addSite]) add(program);
  program.commandsGroup('Learn what is judged:');
  for (const add of [addBehaviours, addExplain]) add(program);
  program.commandsGroup('Embedded engines:');
  addEngine(program, forwarded);
  addClean(program);
  if (inPackage) for (const name of ['test', 'trial', 'bench']) refuseInPackage(program, name);
  else addCloneCommands(program, forwarded);
  return program;
}

/**
 * A subcommand that the package lacks: it is not in the help, and an error names the reason to a user who knows it from a
 * clone.
 */
function refuseInPackage(program: Command, name: string): void {
  program
    .command(name, { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .passThroughOptions()
    .helpOption(false)
    .action(() => assertClone(`The subcommand "${name}" and its options`, true));
}
