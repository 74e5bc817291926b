import { basename } from 'node:path';
import { UserError } from '../../engine/user-error.ts';
import { type Verdict, verdicts } from '../../behaviour/verdict.ts';
import type { Coverage } from '../coverage.ts';
import type { ResultTest, Results } from '../ctrf.ts';
import { plainVersion } from '../printed-values.ts';

/** The results of one engine, or why there are none. */
export interface Column {
  /** `Docker Engine 26.1.5`; no two columns have the same. */
  readonly name: string;
  /** The engine alone, its version and its options: several columns may have the same. */
  readonly engine: string;
  /** The columns that are folded into this one, where several are alike. */
  readonly alike?: readonly Column[];
  /** A line each: the engine's source, its system and kernel, the day and the file. */
  readonly origin: readonly string[];
  /** Its results, by behaviour id; empty where it has no results. */
  readonly tests: ReadonlyMap<string, ResultTest>;
  /** How many behaviours have each verdict. */
  readonly counts: ReadonlyMap<Verdict, number>;
  /** How many of all behaviours it judged; undefined where it has no results. */
  readonly coverage?: Coverage;
  /** How long the run took, in ms: preparing the engine and its images, and the specs. */
  readonly tookMs?: number;
  /** Why it has no results. */
  readonly problem?: string;
}

/** The results of one engine, and the file that they are in. */
export interface Source {
  readonly file: string;
  readonly results: Results;
}

/** An engine that could not be run, and why. */
export interface Failure {
  readonly engine: string;
  readonly problem: string;
}

/** The columns of a matrix. Throws a UserError where two of them are of one run. */
export function columnsOf(sources: readonly (Source | Failure)[]): Column[] {
  const runs = sources.flatMap((source) => ('results' in source ? [source] : []));
  for (const [index, { file, results }] of runs.entries()) {
    const { run } = results.results.environment.extra;
    const twin = runs.slice(0, index).find((other) => other.results.results.environment.extra.run === run);
    if (twin) throw new UserError(`${twin.file} and ${file} are of one run: name each run once.`);
  }
  const columns = sources.map((source) => ('results' in source ? columnOf(source) : emptyColumn(source)));
  return withDistinctNames(columns);
}

function columnOf({ file, results: { results } }: Source): Column {
  const { engine, timings, coverage } = results.environment.extra;
  const { start, stop } = results.summary;
  const count = (verdict: Verdict): number => results.tests.filter(({ extra }) => extra.verdict === verdict).length;
  const name = [`${engine.name} ${plainVersion(engine.version)}`, ...engine.options].join(', ');
  return {
    name,
    engine: name,
    origin: [
      engine.source,
      `${engine.os}, kernel ${engine.kernel.split('-')[0]}`,
      `${new Date(start).toISOString().slice(0, 10)}, ${basename(file)}`,
    ],
    tests: new Map(results.tests.map((test) => [test.extra.id, test])),
    counts: new Map(verdicts.map((verdict) => [verdict, count(verdict)])),
    coverage,
    tookMs: timings.engine + timings.images + (stop - start),
  };
}

function emptyColumn({ engine, problem }: Failure): Column {
  return { name: engine, engine, origin: ['no results'], tests: new Map(), counts: new Map(), problem };
}

/** The columns, each with a name that no other has. */
export function withDistinctNames(columns: readonly Column[]): Column[] {
  return columns.map((column, index) => ({ ...column, name: distinctName(column, index, columns) }));
}

/** Engines of one version are distinguished by their source, and those of one source by a number. */
function distinctName({ engine, origin }: Column, index: number, all: readonly Column[]): string {
  const alike = all.filter((other) => other.engine === engine);
  if (alike.length === 1) return engine;
  const withSource = `${engine} (${origin[0]})`;
  const number = alike.filter((other) => all.indexOf(other) <= index).length;
  return alike.filter((other) => other.origin[0] === origin[0]).length === 1 ? withSource : `${withSource} #${number}`;
}
