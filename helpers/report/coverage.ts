import { type BehaviourRecord, type Verdict, isJudged } from '../behaviour/verdict.ts';
import { suiteCommand } from '../engine/suite-command.ts';
import { plural } from './printed-values.ts';

/** How many of all behaviours a run judged. */
export interface Coverage {
  readonly judged: number;
  readonly all: number;
  /** The comparison with a coverage file, where the run had one. */
  readonly compared?: ComparedCoverage;
}

/** A line of a coverage file: what is judged on an engine. */
export interface CoverageLine {
  /** The engine and its options as in `--engine`, or a name for an engine that is not embedded. */
  readonly name: string;
  readonly judged: number;
  /** The needs that are not met there, which excuse a behaviour from being judged. */
  readonly unmet: readonly string[];
}

/** A run beside its line of a coverage file. */
export interface ComparedCoverage {
  readonly file: string;
  readonly line: CoverageLine;
  /** The behaviours that were not judged, though no need in the line excuses them. */
  readonly missing: readonly MissingBehaviour[];
  /** The needs in the line that no behaviour lacked. */
  readonly met: readonly string[];
}

interface MissingBehaviour {
  readonly id: string;
  readonly verdict: Verdict | 'not run';
  readonly unmet: readonly string[];
}

/** What is read here of a behaviour in the results. */
interface Judged extends Pick<BehaviourRecord, 'id' | 'verdict'> {
  readonly unmet?: BehaviourRecord['unmet'] | undefined;
}

/** How many behaviours are named in a sentence. */
const NAME_LIMIT = 12;

/** What a run judged, as a line of a coverage file. */
export function coverageLine(name: string, tests: readonly Judged[]): CoverageLine {
  const unmet = new Set(tests.filter(({ verdict }) => verdict === 'unsupported').flatMap(needsOf));
  return { name, judged: tests.filter(isJudged).length, unmet: [...unmet].toSorted() };
}

/** Compares the behaviours of a run, of all with these ids, with a line of a coverage file. */
export function compareCoverage(
  file: string,
  line: CoverageLine,
  tests: readonly Judged[],
  ids: readonly string[],
): ComparedCoverage {
  const found = new Map(tests.map((test) => [test.id, test]));
  const missing = ids.flatMap((id): MissingBehaviour[] => {
    const test = found.get(id);
    if (!test) return [{ id, verdict: 'not run', unmet: [] }];
    const unmet = needsOf(test);
    const excused = unmet.some((need) => line.unmet.includes(need));
    return isJudged(test) || excused ? [] : [{ id, verdict: test.verdict, unmet }];
  });
  const lacking = new Set(tests.flatMap(needsOf));
  return { file, line, missing, met: line.unmet.filter((need) => !lacking.has(need)) };
}

/** Whether a run judged less than its line of the coverage file says. */
export function isShort({ judged, compared }: Coverage): boolean {
  return compared !== undefined && (judged < compared.line.judged || compared.missing.length > 0);
}

/** What the comparison found, in a sentence; undefined where the run judged what its line says. */
export function coverageText({ judged, compared }: Coverage): string | undefined {
  if (!compared) return undefined;
  const { file, line, missing, met } = compared;
  const counts = `${line.name} judged ${plural(judged, 'behaviour')}, and ${file} has ${line.judged}`;
  if (missing.length > 0) return `${counts}; missing: ${namesOf(missing)}`;
  if (judged < line.judged)
    return `${counts}: behaviours were removed, or more of them require ${line.unmet.join(', ') || 'something'}`;
  if (judged > line.judged) return `${counts}: raise it`;
  return met.length > 0 ? `${file} says that ${line.name} does not meet ${met.join(', ')}, and it does` : undefined;
}

/** The command that writes the line again. */
export function writeCommand({ file, line }: ComparedCoverage, suite: string | undefined): string {
  const words = suite ? ['--engine', suite, '--write-coverage', file] : ['--write-coverage', `${file}#${line.name}`];
  return suiteCommand('run', words.join(' '));
}

/** `firewall.docker-user (requires docker-user-chain), names.reverse (error)` */
export function namesOf(missing: readonly MissingBehaviour[]): string {
  const names = missing.slice(0, NAME_LIMIT).map(({ id, verdict, unmet }) => {
    const why = unmet.length > 0 ? `requires ${unmet.join(', ')}` : verdict;
    return `${id} (${why})`;
  });
  const more = missing.length - names.length;
  return [...names, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function needsOf({ unmet = [] }: Judged): string[] {
  return unmet.map(({ need }) => need);
}
