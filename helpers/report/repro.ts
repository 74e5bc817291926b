import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fingerprint } from '../engine/identify.ts';
import { SCRIPT_PREFIX, exitUnless } from '../scenario/repro/script.ts';
import type { ResultTest, Results } from './ctrf.ts';
import { differenceText } from './reason.ts';
import { printable } from './terminal.ts';

/** The folder of the scripts, in that of the results. */
export const REPRO_FOLDER = 'repro';

const EXECUTABLE = 0o755;

/**
 * Writes a repro script for each behaviour that sent a request: it builds what that needs, sends the same request, and
 * cleans up.
 */
export function writeRepros(folder: string, { results }: Results): void {
  const { engine } = results.environment.extra;
  const to = join(folder, REPRO_FOLDER);
  for (const test of results.tests.filter(hasRepro)) {
    mkdirSync(to, { recursive: true });
    writeFileSync(join(to, `${test.extra.id}.sh`), reproScript(test, engine).text, { mode: EXECUTABLE });
  }
}

/** Whether there is a script of a behaviour. */
export function hasRepro({ extra }: ResultTest): boolean {
  return extra.repro.steps.some(({ lines }) => lines.some((line) => !line.startsWith('#')));
}

/** The script of a behaviour, which prints what its programs print. Its exit code is 2 where it lacks something. */
export interface ReproScript {
  readonly text: string;
  /** Its paragraphs: many of them are the same in the scripts of other behaviours. */
  readonly parts: readonly string[];
  /** For each step, the number of the line of its command; 0 for a mere remark. */
  readonly lines: readonly number[];
}

export function reproScript(test: ResultTest, engine: Pick<Fingerprint, 'name' | 'version'>): ReproScript {
  const { needs, build, remove, steps } = test.extra.repro;
  const docker = exitUnless(
    'command -v docker >/dev/null',
    'Install the docker CLI, and set DOCKER_HOST to the engine.',
  );
  const head = ['#!/bin/sh', ...headOf(test, engine), 'set -ex', docker, ...needs];
  const cleanUp = ['clean_up() {', '  set +ex', ...remove.map((line) => `  ${line}`), '}'];
  const traps = ['trap clean_up EXIT', "trap 'exit 1' INT TERM"];
  const before = [head, remove.length > 0 ? [...cleanUp, ...traps] : [], build].filter((part) => part.length > 0);
  const written = steps.map(({ expected, lines }) => [...comment(expected), ...lines]);
  const parts = [...before, ['set +e', ...written.flat()]].map((part) => part.join('\n'));
  // an empty line stands between two parts, and `set +e` before the steps
  let line = before.flat().join('\n').split('\n').length + before.length + 1;
  const numbers = written.map((lines, index) => {
    line += lines.join('\n').split('\n').length;
    return steps[index]?.lines.length ? line - lastLines(lines) + 1 : 0;
  });
  return { text: `${parts.join('\n\n')}\n`, parts, lines: numbers };
}

/** How many lines the command of a step takes. */
function lastLines(lines: readonly string[]): number {
  return (lines.at(-1) ?? '').split('\n').length;
}

function headOf(
  { name, message = '', extra }: ResultTest,
  { name: engine, version }: Pick<Fingerprint, 'name' | 'version'>,
): string[] {
  const { id, docs, verdict, difference } = extra;
  const why = verdict === 'known-difference' && difference ? differenceText(difference) : message.split('\n')[0];
  return comment([
    `${id}: ${name}`,
    docs,
    `${engine} ${version}: ${verdict}${why ? `: ${why}` : ''}`,
    `Needs the docker CLI. It removes everything that it creates; all names begin with ${SCRIPT_PREFIX}.`,
  ]);
}

function comment(lines: readonly string[]): string[] {
  return lines.map((line) => `# ${printable(line).replace(/\s+/g, ' ')}`.trimEnd());
}
