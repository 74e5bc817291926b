import type { ResultTest } from '../../report/ctrf.ts';
import type { ReproScript } from '../../report/repro.ts';
import { comparableLines } from '../../scenario/repro/written-steps.ts';
import { readOutput } from './read-output.ts';
import type { Marks, Output } from './transcript.ts';
import { lanHostOf, prefixOf } from './unique.ts';

/** A request or inspection of a script, as the run observed it and as the script did. */
interface Compared {
  /** The line of the script. */
  readonly line: number;
  readonly command: string;
  readonly inTheRun: string;
  /** Undefined where the script did not come to it. */
  readonly inTheScript: string | undefined;
}

/** What came of one behaviour's script. */
export interface Reproduction {
  readonly id: string;
  /** `impossible`: the script printed that something it needs is missing. */
  readonly result: 'same' | 'different' | 'impossible';
  readonly exitCode: number | null;
  readonly seconds: number;
  /** How many lines the script has. */
  readonly lines: number;
  readonly steps: readonly Compared[];
  /** The last that it printed as an error, and what it left behind. */
  readonly remarks: string;
}

/** How a script ended, and what it printed. */
export interface ScriptEnd extends Output {
  readonly seconds: number;
}

/** How the script was run. */
interface ScriptRun {
  readonly test: ResultTest;
  readonly script: ReproScript;
  readonly marks: Marks;
  readonly end: ScriptEnd;
  /** The number after which its names are: unique.ts. */
  readonly number: number;
  /** The addresses of hosts, by their names in the script. */
  readonly hosts: ReadonlyMap<string, string>;
  /** What it left behind, if anything. */
  readonly untidy: string;
}

/** The code with which a script says that something is missing. */
const IMPOSSIBLE = 2;

const REMARKS_LIMIT = 500;

/** Lays what a script showed beside what the run did. */
export function compared(run: ScriptRun): Reproduction {
  const { test, script, marks, end, untidy } = run;
  const steps = test.extra.repro.steps.flatMap((step, index): Compared[] => {
    const { lines, observed, output } = step;
    if (observed === undefined || output === undefined) return [];
    const line = script.lines[index] ?? 0;
    const command = lines.at(-1) ?? '';
    return [{ line, command, inTheRun: observed, inTheScript: shown(run, line, command, output) }];
  });
  const isSame = untidy === '' && steps.every(isAlike);
  const isImpossible = end.exitCode === IMPOSSIBLE && steps.every(({ inTheScript }) => inTheScript === undefined);
  return {
    id: test.extra.id,
    result: isImpossible ? 'impossible' : isSame ? 'same' : 'different',
    exitCode: end.exitCode,
    seconds: end.seconds,
    lines: script.text.trimEnd().split('\n').length,
    steps,
    remarks: [marks.plain(end.stderr).slice(-REMARKS_LIMIT), untidy].filter(Boolean).join('\n'),
  };
}

type Kind = Parameters<typeof readOutput>[0];

function shown(
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

/** The lines that a script prints by which addresses have names: `/repro-web 172.18.0.2`. */
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

/** Nobody at an address: whether ARP gives up before the request does is a matter of its moment. */
const ABSENT = new Set(['timed out', 'unreachable (no host at that address)']);

function isAlike({ inTheRun, inTheScript = '' }: Compared): boolean {
  return inTheRun === inTheScript || [inTheRun, inTheScript].every((outcome) => ABSENT.has(outcome));
}

const marksOf = { same: '✓', different: '✕', impossible: '○' } as const;

/** A reproduction as lines of a table; the steps that showed something else stand below. */
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

/** How many lines a script may have to be read at a glance. */
const SHORT = 60;

/** How long the scripts are. */
export function printLengths(lengths: readonly number[]): string {
  const sorted = lengths.toSorted((one, other) => one - other);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  const short = sorted.filter((lines) => lines <= SHORT).length;
  const quantiles = `shortest ${at(0)}, median ${at(0.5)}, nine of ten up to ${at(0.9)}, longest ${at(1)}`;
  return `${short} of ${sorted.length} scripts have at most ${SHORT} lines (${quantiles})`;
}
