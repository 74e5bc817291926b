#!/usr/bin/env node
import { CommanderError } from 'commander';
import { EXIT, main } from './exit.ts';
import { network } from './program.ts';

/** Where commander ends the command, it has printed help or what is wrong. */
async function parsed(args: readonly string[]): Promise<number> {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  try {
    await network(end < 0 ? [] : args.slice(end + 1)).parseAsync(own, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.conformant : EXIT.couldNotRun;
  }
  return Number(process.exitCode ?? EXIT.conformant);
}

await main(() => parsed(process.argv.slice(2)));
