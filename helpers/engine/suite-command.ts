import { IN_PACKAGE } from './suite-folder.ts';

/** The subcommands whose npm script has another name. */
const SCRIPTS: Readonly<Record<string, string>> = { run: 'start', check: 'run stack' };

/**
 * A command of the suite as a person types it here: `npm start -- --engine debian:trixie` in a clone, and
 * `npx docker-network-conformance --engine debian:trixie` with the package.
 */
export function suiteCommand(subcommand: string, words = '', inPackage = IN_PACKAGE): string {
  if (inPackage) {
    const parts = ['npx docker-network-conformance', subcommand === 'run' ? '' : subcommand, words];
    return parts.filter(Boolean).join(' ');
  }
  const script = SCRIPTS[subcommand];
  return `npm ${script ?? `run ${subcommand}`}${words === '' ? '' : ` -- ${words}`}`;
}
