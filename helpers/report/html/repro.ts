import type { ResultTest } from '../ctrf.ts';

/** The parts of the shell script that asks for a behaviour by hand, in their order; what many behaviours share is one. */
export function reproParts({ extra: { repro } }: ResultTest): string[] {
  return [repro.join('\n')].filter(Boolean);
}

/** The script as a whole. */
export function reproText(test: ResultTest): string {
  return reproParts(test).join('\n');
}
