import type { ResultTest } from '../ctrf.ts';

/** The parts of the shell script that asks for a behaviour by hand, in their order; what many behaviours share is one. */
export function reproParts({ extra: { id, repro } }: ResultTest): string[] {
  if (repro.build.length === 0) return [];
  const head = `#!/bin/sh\n# repro/${id}.sh, beside this report, does the same and says what comes of each question.\nset -eu`;
  const cleanUp = ['remove() {', ...repro.remove.map((line) => `  ${line}`), '}', "trap 'set +eu; remove' EXIT"];
  return [head, repro.build.join('\n'), cleanUp.join('\n'), repro.ask.join('\n')];
}

/** The script as a whole. */
export function reproText(test: ResultTest): string {
  return reproParts(test).join('\n');
}
