import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quote } from '../engine/quote.ts';
import { unless } from '../scenario/repro/script.ts';
import type { ResultTest, Results } from './ctrf.ts';
import { printable } from './terminal.ts';

const ASKING = new URL('../../fixtures/repro/asking.sh', import.meta.url);

/** The folder of the scripts, in that of the results. */
export const REPRO_FOLDER = 'repro';

const EXECUTABLE = 0o755;

/** Writes a shell script for each behaviour that asked something: it builds the scenario, asks the same, and cleans up. */
export function writeRepros(folder: string, { results }: Results): void {
  const asking = readFileSync(ASKING, 'utf8');
  const { engine } = results.environment.extra;
  const where = `${engine.name} ${engine.version}, ${new Date(results.summary.start).toISOString()}`;
  const to = join(folder, REPRO_FOLDER);
  for (const test of results.tests.filter(({ extra }) => extra.repro.ask.length > 0)) {
    mkdirSync(to, { recursive: true });
    writeFileSync(join(to, `${test.extra.id}.sh`), reproScript(test, asking, where), { mode: EXECUTABLE });
  }
}

/** The script of one behaviour. It ends with 0 where all is as in the run, 1 where not, 2 where it cannot be asked here. */
export function reproScript({ name, message, extra }: ResultTest, asking: string, where: string): string {
  const { id, docs, verdict, repro } = extra;
  const [run = '', ...build] = repro.build;
  const hosts = repro.hosts.filter(({ engine }) => engine).map((host) => host.name);
  let number = 0;
  const questions = repro.ask.flatMap((line, index) => {
    const observed = repro.observed[index] ?? '';
    if (observed === '') return [line];
    number += 1;
    return [`# in the run: ${printable(observed)}`, `ask ${number} ${quote(observed)} ${line}`];
  });
  return [
    '#!/bin/sh',
    ...comment(`${id}: ${name}\n${docs}\n${where}: ${verdict}${message ? `\n${message}` : ''}`),
    '# It builds the scenario, asks what the behaviour asked, tells what comes of it and what came of it in the run, and',
    '# removes what it made. It ends with 0 where both are the same, 1 where not, and 2 where it cannot be asked here.',
    'set -eu',
    unless(
      'command -v docker >/dev/null',
      'The docker CLI is not here: install it, and set DOCKER_HOST to the engine.',
    ),
    `ID=${id}`,
    run,
    `ENGINES=${quote(hosts.length > 0 ? hosts.join(' ') : 'here')}`,
    '',
    asking,
    'remove() {',
    ...indented(repro.remove),
    '  rm -r "$work"',
    '}',
    // what is not there cannot be removed
    `trap 'code=$?; trap - EXIT; set +eu; remove >/dev/null 2>&1; exit $code' EXIT`,
    `trap 'exit 130' INT`,
    `trap 'exit 143' TERM`,
    '',
    'build() {',
    ...indented(build),
    '  :',
    '}',
    'build >/dev/null',
    '',
    ...questions,
    'exit $differs',
    '',
  ].join('\n');
}

function indented(lines: readonly string[]): string[] {
  // the lines of a quoted word are not to be moved
  return lines.map((line) => `  ${line}`);
}

function comment(text: string): string[] {
  return printable(text)
    .split('\n')
    .map((line) => `# ${line}`.trimEnd());
}
