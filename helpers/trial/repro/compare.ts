import type { ResultTest } from '../../report/ctrf.ts';
import type { ReproScript } from '../../report/repro.ts';
import { comparableLines } from '../../scenario/repro/written-steps.ts';
import { readOutput } from './read-output.ts';
import type { Marks, Output } from './transcript.ts';
import { lanHostOf, prefixOf } from './own-names.ts';

/** A request or inspection of a script, with what the run observed and what the script observed. */
interface Compared {
  /** The line of the script. */
  readonly line: number;
  readonly command: string;
  readonly inTheRun: string;
  /** Undefined where the script did not reach it. */
  readonly inTheScript: string | undefined;
}

/** The result of the script of one behaviour. */
export interface Reproduction {
  readonly id: string;
  /** `impossible`: the script lacks something that it needs. */
  readonly result: 'same' | 'different' | 'impossible';
  readonly exitCode: number | null;
  readonly seconds: number;
  /** How many lines the script has. */
  readonly lines: number;
  readonly steps: readonly Compared[];
  /** The end of its standard error, and the objects that it left. */
  readonly remarks: string;
}

/** How a script ended, and what it printed. */
export interface ScriptEnd extends Output {
  readonly seconds: number;
}

/** A finished run of a script. */
interface ScriptRun {
  readonly test: ResultTest;
  readonly script: ReproScript;
  readonly marks: Marks;
  readonly end: ScriptEnd;
  /** The number in its names: own-names.ts. */
  readonly number: number;
  /** The addresses of hosts, by their names in the script. */
  readonly hosts: ReadonlyMap<string, string>;
  /** The objects that it left, as text; empty where there are none. */
  readonly leftovers: string;
}

/** The exit code of a script that lacks something. */
const IMPOSSIBLE = 2;

const REMARKS_LIMIT = 500;

/** Compares what a script observed with what the run observed. */
export function compared(run: ScriptRun): Reproduction {
  const { test, script, marks, end, leftovers } = run;
  const steps = test.extra.repro.steps.flatMap((step, index): Compared[] => {
    const { lines, observed, output } = step;
    if (observed === undefined || output === undefined) return [];
    const line = script.lines[index] ?? 0;
    const command = lines.at(-1) ?? '';
    return [{ line, command, inTheRun: observed, inTheScript: observedByScript(run, line, command, output) }];
  });
  const isSame = leftovers === '' && steps.every(isAlike);
  const isImpossible = end.exitCode === IMPOSSIBLE && steps.every(({ inTheScript }) => inTheScript === undefined);
  return {
    id: test.extra.id,
    result: isImpossible ? 'impossible' : isSame ? 'same' : 'different',
    exitCode: end.exitCode,
    seconds: end.seconds,
    lines: script.text.trimEnd().split('\n').length,
    steps,
    remarks: [marks.plain(end.stderr).slice(-REMARKS_LIMIT), leftovers].filter(Boolean).join('\n'),
  };
}

type Kind = Parameters<typeof readOutput>[0];

function observedByScript(
  { marks, end, number, hosts, test }: ScriptRun,
  line: number,
  command: string,
  output: Kind,
): string | undefined {
  const printed = marks.printed(end, line, line + command.split('\n').length - 1);
  if (!printed) return undefined;
  const prefix = prefixOf(number);
  const { lanHost } = test.extra.repro;
  const names = new Map([
    ...[...hosts].map(([name, address]) => [address, name] as const),
    ...(lanHost ? [[lanHostOf(number), lanHost] as const] : []),
    ...namesIn(marks.before(end, line), prefix),
  ]);
  const namespace = marks.before(end, line).match(/^net:\[\d+\]$/m)?.[0] ?? printed.stdout.trim();
  try {
    const lines = readOutput(output, printed, { names, prefix, namespace });
    return comparableLines(lines.map((each) => named(each, names).replaceAll(prefix, '')));
  } catch (error) {
    return `cannot be read: ${(error as Error).message}`;
  }
}

/** The names of addresses in the output of a script, in lines such as `/repro-web 172.18.0.2`. */
function namesIn(text: string, prefix: string): [string, string][] {
  return [...text.matchAll(/^\/(\S+)((?: \S*)+)$/gm)].flatMap(([, name = '', addresses = '']) =>
    name.startsWith(prefix)
      ? addresses
          .split(' ')
          .filter(Boolean)
          .map((address): [string, string] => [address, name.slice(prefix.length)])
      : [],
  );
}

function named(line: string, names: ReadonlyMap<string, string>): string {
  return line
    .split(' ')
    .map((word) => names.get(word) ?? word)
    .join(' ');
}

/** The outcomes for an unused address: ARP may give up before the request times out, or after it. */
const UNUSED_ADDRESS = new Set(['timed out', 'unreachable (no host at that address)']);

function isAlike({ inTheRun, inTheScript = '' }: Compared): boolean {
  return inTheRun === inTheScript || [inTheRun, inTheScript].every((outcome) => UNUSED_ADDRESS.has(outcome));
}

const marksOf = { same: '✓', different: '✕', impossible: '○' } as const;

/** A reproduction as a line of a table, with the steps that differ below it. */
export function printReproduction({ id, result, exitCode, seconds, lines, steps, remarks }: Reproduction): string {
  const same = steps.filter(isAlike).length;
  const line = `${marksOf[result]} ${id.padEnd(36)} ${same} of ${steps.length} the same  ${lines} lines  ${seconds.toFixed(1)} s`;
  if (result === 'same') return line;
  if (result === 'impossible') return `${line}\n    ${remarks}`;
  const other = steps.filter((step) => !isAlike(step));
  return [
    line,
    ...other.map(
      (step) =>
        `    line ${step.line}: in the run ${step.inTheRun}; in the script ${step.inTheScript ?? 'not reached'}`,
    ),
    `    exit code ${exitCode}${remarks ? `: ${remarks}` : ''}`,
  ].join('\n');
}

/** The length of a script that can be read at a glance. */
const SHORT_LINES = 60;

/** How long the scripts are. */
export function printLengths(lengths: readonly number[]): string {
  const sorted = lengths.toSorted((one, other) => one - other);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  const short = sorted.filter((lines) => lines <= SHORT_LINES).length;
  const quantiles = `shortest ${at(0)}, median ${at(0.5)}, nine of ten up to ${at(0.9)}, longest ${at(1)}`;
  return `${short} of ${sorted.length} scripts have at most ${SHORT_LINES} lines (${quantiles})`;
}
