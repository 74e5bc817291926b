import { CommanderError } from 'commander';
import { EXIT, main } from './exit.ts';
import { buildProgram } from './program.ts';

/** The options that need no subcommand. */
const OWN_OPTIONS: ReadonlySet<string> = new Set(['-h', '--help', '-V', '--version']);

/** Runs the command. Where commander throws, it has printed the help or the error. */
async function parsed(args: readonly string[]): Promise<number> {
  const end = args.indexOf('--');
  const own = withSubcommand(end < 0 ? args : args.slice(0, end));
  try {
    await buildProgram(end < 0 ? [] : args.slice(end + 1)).parseAsync(own, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.conformant : EXIT.couldNotRun;
  }
  return Number(process.exitCode ?? EXIT.conformant);
}

/** Without a subcommand, the suite runs. */
export function withSubcommand(args: readonly string[]): readonly string[] {
  const [first = '--'] = args;
  return first.startsWith('-') && !OWN_OPTIONS.has(first) ? ['run', ...args] : args;
}

/** Runs the command of this process, and sets its exit code. */
export async function runCommandLine(): Promise<void> {
  await main(() => parsed(process.argv.slice(2)));
}
