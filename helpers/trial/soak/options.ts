import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { suiteNamed } from '../../engine/embedded/suites.ts';
import { UserError } from '../../engine/user-error.ts';

/** What npm run test:soak is asked for. */
export interface SoakOptions {
  readonly runs: number;
  /** The embedded engine; undefined for the engine that is found. */
  readonly engine: string | undefined;
  readonly seed: number;
  /** Whether the behaviours of a spec file come in any order too. */
  readonly randomize: boolean;
}

const USAGE = `npm run test:soak -- [N] [OPTIONS]
  N                  how many runs, 20 by default
  --engine NAME      as for npm start
  --seed NUMBER      repeats the soak that printed this seed
  --randomize        shuffles the behaviours within their files as well`;

/** Jest takes no larger one. */
const LARGEST_SEED = 0x7fff_ffff;

/** Reads the command line. Throws a UserError for what is no option, no number or no engine. */
export function parseSoakOptions(args: readonly string[]): SoakOptions {
  const { values, positionals } = parsed(args);
  if (positionals.length > 1) throw new UserError(`One number of runs is enough; the options are:\n${USAGE}`);
  if (values.engine !== undefined) suiteNamed(values.engine);
  return {
    runs: numberIn('The number of runs', positionals[0] ?? '20', 1, 10_000),
    engine: values.engine,
    seed: values.seed === undefined ? randomInt(LARGEST_SEED) : numberIn('--seed', values.seed, 0, LARGEST_SEED),
    randomize: values.randomize,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        engine: { type: 'string' },
        seed: { type: 'string' },
        randomize: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UserError(`${(error as Error).message.split(/\.\s/)[0]}; the options are:\n${USAGE}`);
  }
}

function numberIn(what: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UserError(`${what} is "${text}": give a whole number from ${least} to ${most}.`);
}
